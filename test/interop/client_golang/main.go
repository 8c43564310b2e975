// Command client_golang publishes a page's variables in this program, lets
// Prometheus's expvar collector read them, and prints what it collected.
package main

import (
	"encoding/json"
	"expvar"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	dto "github.com/prometheus/client_model/go"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: client_golang URL")
	}
	if err := read(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

// A sample is a value under the keys that lead to it.
type sample struct {
	Path  []string `json:"path"`
	Value float64  `json:"value"`
}

func read(url string) error {
	response, err := http.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var page map[string]json.RawMessage
	if err := json.NewDecoder(response.Body).Decode(&page); err != nil {
		return err
	}
	samples := []sample{}
	for name, value := range page {
		of, err := collect(name, value)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		samples = append(samples, of...)
	}
	return json.NewEncoder(os.Stdout).Encode(samples)
}

// collect reads a variable once for each level of maps in it, because the
// collector takes the values of one level alone: that of its last label.
func collect(name string, value json.RawMessage) ([]sample, error) {
	// This program has a cmdline and memstats of its own.
	published := "page: " + name
	expvar.Publish(published, text(value))
	var understood any
	if err := json.Unmarshal(value, &understood); err != nil {
		return nil, err
	}
	var samples []sample
	var labels []string
	for range levelsOf(understood) {
		desc := prometheus.NewDesc("expvar", name, labels, nil)
		metrics := make(chan prometheus.Metric)
		go func() {
			defer close(metrics)
			collectors.NewExpvarCollector(map[string]*prometheus.Desc{published: desc}).Collect(metrics)
		}()
		for metric := range metrics {
			var written dto.Metric
			if err := metric.Write(&written); err != nil {
				return nil, err
			}
			path := []string{name}
			for _, label := range written.GetLabel() {
				path = append(path, label.GetValue())
			}
			samples = append(samples, sample{path, written.GetUntyped().GetValue()})
		}
		// Prometheus sorts labels by their names.
		labels = append(labels, fmt.Sprintf("level%02d", len(labels)))
	}
	return samples, nil
}

func levelsOf(value any) int {
	deepest := 0
	if members, ok := value.(map[string]any); ok {
		for _, member := range members {
			deepest = max(deepest, levelsOf(member))
		}
	}
	return deepest + 1
}

// text is a variable of which the JSON is known.
type text string

func (t text) String() string { return string(t) }
