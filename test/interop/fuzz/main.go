// Decodes documents as Go's clients do. On standard input each is preceded by
// its length, 32 bits, big-endian; on standard output is a line for each: the
// hash of what was read, or why it could not be.
package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
)

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		var length uint32
		err := binary.Read(in, binary.BigEndian, &length)
		if errors.Is(err, io.EOF) {
			return
		}
		document := make([]byte, length)
		if err == nil {
			_, err = io.ReadFull(in, document)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		read, err := readDocument(document)
		if err != nil {
			read = fmt.Sprintf("error: %q", err.Error())
		}
		fmt.Fprintln(out, read)
	}
}

// readDocument decodes a document as a whole and by its tokens.
func readDocument(document []byte) (string, error) {
	var variables map[string]any
	if err := json.Unmarshal(document, &variables); err != nil {
		return "", err
	}
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	reader := &reader{decoder: decoder, hash: sha256.New()}
	names, err := reader.value()
	if err != nil {
		return "", err
	}
	if names != len(variables) {
		return "", fmt.Errorf("%d names are %d variables", names, len(variables))
	}
	return hex.EncodeToString(reader.hash.Sum(nil)), nil
}

type reader struct {
	decoder *json.Decoder
	hash    hash.Hash
}

// value reads a value, and returns how many members it has if it is an object.
func (r *reader) value() (int, error) {
	token, err := r.decoder.Token()
	if err != nil {
		return 0, err
	}
	switch token := token.(type) {
	case json.Delim:
		return r.list(token)
	case string:
		fmt.Fprintf(r.hash, "string %d %s\n", len(token), token)
	case json.Number:
		fmt.Fprintf(r.hash, "number %s\n", token)
	default:
		fmt.Fprintf(r.hash, "%v\n", token)
	}
	return 0, nil
}

func (r *reader) list(begin json.Delim) (int, error) {
	fmt.Fprintf(r.hash, "%v\n", begin)
	count := 0
	for r.decoder.More() {
		if begin == '{' {
			if _, err := r.value(); err != nil {
				return 0, err
			}
			count++
		}
		if _, err := r.value(); err != nil {
			return 0, err
		}
	}
	_, err := r.decoder.Token()
	fmt.Fprintln(r.hash, "end")
	return count, err
}
