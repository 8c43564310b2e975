package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
)

// What expvar itself publishes.
type defaults struct {
	Cmdline  []string
	Memstats runtime.MemStats
}

// decodeDefaults decodes cmdline and memstats, refusing members that Go does
// not know, and values that Go would have written in other bytes or another
// order.
func decodeDefaults(members []member) (*defaults, error) {
	object := map[string]json.RawMessage{}
	for _, member := range members {
		if isDefault(member.name) {
			object[member.name] = member.value
		} else if isDefault(strings.ToLower(member.name)) {
			return nil, fmt.Errorf("encoding/json takes %q for a default variable", member.name)
		}
	}
	text, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	understood := &defaults{}
	if err := decoder.Decode(understood); err != nil {
		return nil, err
	}
	if err := compareEncoded("cmdline", understood.Cmdline, object["cmdline"]); err != nil {
		return nil, err
	}
	return understood, compareEncoded("memstats", understood.Memstats, object["memstats"])
}

func compareEncoded(name string, value any, said json.RawMessage) error {
	encoded, err := json.Marshal(value)
	if err != nil {
		return err
	}
	if !bytes.Equal(encoded, said) {
		return fmt.Errorf("Go would have sent %s as %s, not %s", name, encoded, said)
	}
	return nil
}

func isDefault(name string) bool {
	return name == "cmdline" || name == "memstats"
}

func userVariables(members []member) []member {
	var variables []member
	for _, member := range members {
		if !isDefault(member.name) {
			variables = append(variables, member)
		}
	}
	return variables
}
