package main

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/antonholmquist/jason"
)

// A dot separates keys, but for one after a backslash.
var key = regexp.MustCompile(`(?:\\.|[^.\\])+`)

// read gives the value of a variable, such as mem:memstats.Alloc.
func read(page *jason.Object, name string) (any, error) {
	kind, keys := "", name
	if before, after, ok := strings.Cut(name, ":"); ok {
		kind, keys = before, after
	}
	path := key.FindAllString(keys, -1)
	for i, escaped := range path {
		path[i] = strings.ReplaceAll(escaped, `\.`, `.`)
	}
	found, err := page.GetValue(path...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	value, err := valueOf(found)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if _, ok := value.(int64); !ok && (kind == "mem" || kind == "duration") {
		return nil, fmt.Errorf("%s is %v, which is not shown as %s", name, value, kind)
	}
	return value, nil
}

// valueOf takes the first type that fits. Of an array the average is shown.
func valueOf(value *jason.Value) (any, error) {
	if integer, err := value.Int64(); err == nil {
		return integer, nil
	}
	if float, err := value.Float64(); err == nil {
		return float, nil
	}
	if boolean, err := value.Boolean(); err == nil {
		return boolean, nil
	}
	if text, err := value.String(); err == nil {
		return text, nil
	}
	elements, err := value.Array()
	if err != nil || len(elements) == 0 {
		return nil, fmt.Errorf("nothing that can be shown")
	}
	return averageOf(elements)
}

func averageOf(elements []*jason.Value) (any, error) {
	sum := 0.0
	for _, element := range elements {
		number, err := element.Float64()
		if err != nil {
			return nil, err
		}
		sum += number
	}
	average := sum / float64(len(elements))
	if _, err := elements[0].Int64(); err == nil {
		return int64(average), nil
	}
	return average, nil
}
