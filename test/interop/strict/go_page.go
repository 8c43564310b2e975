package main

import (
	"expvar"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
)

// compareWithGo publishes the variables in this program, as what they must have
// been, and holds the page against what Go's own handler answers. Only cmdline
// and memstats are this program's there, so their values are left as they were
// said.
func compareWithGo(header http.Header, body []byte, members []member) error {
	for _, member := range userVariables(members) {
		variable, err := variableOf(member.value)
		if err != nil {
			return fmt.Errorf("%s: %w", member.name, err)
		}
		expvar.Publish(member.name, variable)
	}
	recorder := httptest.NewRecorder()
	expvar.Handler().ServeHTTP(recorder, nil)

	const contentType = "Content-Type"
	if got, want := header.Get(contentType), recorder.Header().Get(contentType); got != want {
		return fmt.Errorf("%s is %s; Go's is %s", contentType, got, want)
	}
	got := strings.Split(string(body), "\n")
	want := strings.Split(recorder.Body.String(), "\n")
	if len(got) != len(want) {
		return fmt.Errorf("there are %d lines; Go's page has %d", len(got), len(want))
	}
	for i, line := range want {
		for _, member := range members {
			start := fmt.Sprintf("%q: ", member.name)
			if isDefault(member.name) && strings.HasPrefix(line, start) {
				comma := line[len(strings.TrimRight(line, ",")):]
				line = start + string(member.value) + comma
			}
		}
		if got[i] != line {
			return fmt.Errorf("line %d is %s; Go's is %s", i+1, got[i], line)
		}
	}
	return nil
}
