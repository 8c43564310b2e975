package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// A member of an object, with the very bytes of its value.
type member struct {
	name  string
	value json.RawMessage
}

// membersOf splits an object. No object at any level may have a key twice.
func membersOf(object []byte) ([]member, error) {
	decoder := json.NewDecoder(bytes.NewReader(object))
	if token, err := decoder.Token(); err != nil {
		return nil, err
	} else if token != json.Delim('{') {
		return nil, fmt.Errorf("not an object: %s", object)
	}
	var members []member
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		name := token.(string)
		if slices.ContainsFunc(members, func(m member) bool { return m.name == name }) {
			return nil, fmt.Errorf("key %q is there twice", name)
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return nil, err
		}
		if err := checkKeys(value); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		members = append(members, member{name, value})
	}
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("something follows the object")
	}
	return members, nil
}

func checkKeys(value json.RawMessage) error {
	switch value[0] {
	case '{':
		_, err := membersOf(value)
		return err
	case '[':
		var elements []json.RawMessage
		if err := json.Unmarshal(value, &elements); err != nil {
			return err
		}
		for _, element := range elements {
			if err := checkKeys(element); err != nil {
				return err
			}
		}
	}
	return nil
}
