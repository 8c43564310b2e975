package main

import (
	"bytes"
	"encoding/json"
	"expvar"
	"fmt"
	"strconv"
)

// text is a variable of which the JSON is known.
type text string

func (t text) String() string { return string(t) }

// variableOf gives the variable of Go's that has this JSON. An object in which
// spaces separate is an expvar.Map, which then writes itself; all others are
// what expvar's other types or json.Marshal write, without spaces.
func variableOf(value json.RawMessage) (expvar.Var, error) {
	var compact bytes.Buffer
	if err := json.Compact(&compact, value); err != nil {
		return nil, err
	}
	if value[0] == '{' && !bytes.Equal(compact.Bytes(), value) {
		return mapOf(value)
	}
	if err := checkScalars(value); err != nil {
		return nil, err
	}
	return text(compact.String()), nil
}

func mapOf(object json.RawMessage) (*expvar.Map, error) {
	members, err := membersOf(object)
	if err != nil {
		return nil, err
	}
	variables := new(expvar.Map)
	for _, member := range members {
		variable, err := variableOf(member.value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", member.name, err)
		}
		variables.Set(member.name, variable)
	}
	return variables, nil
}

// checkScalars refuses strings and numbers that Go would have spelled otherwise.
func checkScalars(value json.RawMessage) error {
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	for decoder.More() {
		start := decoder.InputOffset()
		token, err := decoder.Token()
		if err != nil {
			return err
		}
		said := string(bytes.TrimLeft(value[start:decoder.InputOffset()], ",:"))
		switch token := token.(type) {
		case json.Number:
			if !isOfGo(token) {
				return fmt.Errorf("Go does not write a number as %s", said)
			}
		case string:
			var variable expvar.String
			variable.Set(token)
			marshalled, err := json.Marshal(token)
			if err != nil {
				return err
			}
			if said != variable.String() && said != string(marshalled) {
				return fmt.Errorf("Go does not write a string as %s", said)
			}
		}
	}
	return nil
}

func isOfGo(number json.Number) bool {
	said := number.String()
	if integer, err := number.Int64(); err == nil {
		return strconv.FormatInt(integer, 10) == said
	}
	if natural, err := strconv.ParseUint(said, 10, 64); err == nil {
		return strconv.FormatUint(natural, 10) == said
	}
	float, err := number.Float64()
	if err != nil {
		return false
	}
	var variable expvar.Float
	variable.Set(float)
	marshalled, err := json.Marshal(float)
	return err == nil && (said == variable.String() || said == string(marshalled))
}
