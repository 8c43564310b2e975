package main

import (
	"encoding/json"
	"io"

	"github.com/prometheus/prometheus/promql/parser"
)

// checkQueries reads a JSON array of queries, and writes the error of each or an
// empty string.
func checkQueries(in io.Reader, out io.Writer) error {
	var queries []string
	if err := json.NewDecoder(in).Decode(&queries); err != nil {
		return err
	}
	failures := make([]string, len(queries))
	p := parser.NewParser(parser.Options{})
	for i, query := range queries {
		if _, err := p.ParseExpr(query); err != nil {
			failures[i] = err.Error()
		}
	}
	return json.NewEncoder(out).Encode(failures)
}
