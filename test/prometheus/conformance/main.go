// Reads documents from standard input and checks each with the parsers of
// Prometheus. A document is a line with its content type, a line with its
// length in bytes, and the bytes. It prints a JSON array of results. With
// --queries it checks a JSON array of queries instead.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/textparse"
)

type result struct {
	// Errors has one entry for each parser that refuses the document.
	Errors []string `json:"errors"`
	// Series has the value of each sample by its labels; the name is a label.
	Series map[string]float64 `json:"series"`
	// Histograms is the number of native histograms.
	Histograms int      `json:"histograms"`
	Lint       []string `json:"lint"`
}

func main() {
	in := bufio.NewReader(os.Stdin)
	if len(os.Args) > 1 && os.Args[1] == "--queries" {
		if err := checkQueries(in, os.Stdout); err != nil {
			panic(err)
		}
		return
	}
	withSeries := len(os.Args) > 1 && os.Args[1] == "--series"
	results := []result{}
	for {
		contentType, err := in.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		size, _ := in.ReadString('\n')
		length, err := strconv.Atoi(strings.TrimSpace(size))
		if err != nil {
			panic(err)
		}
		document := make([]byte, length)
		if _, err := io.ReadFull(in, document); err != nil {
			panic(err)
		}
		r := check(strings.TrimSpace(contentType), document)
		if !withSeries {
			r.Series = nil
		}
		results = append(results, r)
	}
	if err := json.NewEncoder(os.Stdout).Encode(results); err != nil {
		panic(err)
	}
}

func check(contentType string, document []byte) result {
	r := result{Errors: []string{}, Series: map[string]float64{}, Lint: []string{}}
	if err := scrape(contentType, document, &r); err != nil {
		r.Errors = append(r.Errors, "textparse: "+err.Error())
	}
	// expfmt reads no OpenMetrics.
	if !strings.HasPrefix(contentType, "application/openmetrics-text") {
		if err := decode(contentType, document, &r); err != nil {
			r.Errors = append(r.Errors, "expfmt: "+err.Error())
		}
	}
	return r
}

// scrape parses a document as the scrape loop of Prometheus does.
func scrape(contentType string, document []byte, r *result) error {
	p, err := textparse.New(document, contentType, labels.NewSymbolTable(), textparse.ParserOptions{})
	if err != nil {
		return err
	}
	families := map[string]bool{}
	current := ""
	for {
		entry, err := p.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var l labels.Labels
		switch entry {
		case textparse.EntryType:
			name, _ := p.Type()
			if families[string(name)] {
				return fmt.Errorf("family %s begins twice", name)
			}
			current = string(name)
			families[current] = true
		case textparse.EntrySeries:
			p.Labels(&l)
			_, _, value := p.Series()
			if err := add(r, l, value); err != nil {
				return err
			}
			// The parsers do not unescape the names of TYPE lines.
			if !strings.Contains(current, `\`) && !strings.HasPrefix(l.Get("__name__"), current) {
				return fmt.Errorf("%s stands in family %s", l, current)
			}
		case textparse.EntryHistogram:
			p.Labels(&l)
			_, _, h, fh := p.Histogram()
			count := 0.0
			if h != nil {
				err = h.Validate()
				count = float64(h.Count)
			} else {
				err = fh.Validate()
				count = fh.Count
			}
			if err != nil {
				return fmt.Errorf("%s: %w", l, err)
			}
			r.Histograms++
			if err := add(r, l, count); err != nil {
				return err
			}
		}
	}
}

func add(r *result, l labels.Labels, value float64) error {
	key := l.String()
	if _, found := r.Series[key]; found {
		return fmt.Errorf("%s is there twice", key)
	}
	if !l.IsValid(model.UTF8Validation) {
		return fmt.Errorf("%s is invalid", key)
	}
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return fmt.Errorf("%s is %v", key, value)
	}
	r.Series[key] = value
	return nil
}

func decode(contentType string, document []byte, r *result) error {
	decoder := expfmt.NewDecoder(bytes.NewReader(document), expfmt.Format(contentType))
	families := []*dto.MetricFamily{}
	for {
		family := &dto.MetricFamily{}
		err := decoder.Decode(family)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		families = append(families, family)
	}
	problems, err := promlint.NewWithMetricFamilies(families).Lint()
	for _, problem := range problems {
		r.Lint = append(r.Lint, problem.Metric+": "+problem.Text)
	}
	return err
}
