// Command strict reads a page of expvar as strictly as Go can, and prints what
// it understood. It ends with 1 where a Go program would not have sent that
// page.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: strict URL")
	}
	if err := read(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func read(url string) error {
	response, err := http.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d: %s", response.StatusCode, body)
	}
	members, err := membersOf(body)
	if err != nil {
		return err
	}
	defaults, err := decodeDefaults(members)
	if err != nil {
		return err
	}
	if err := compareWithGo(response.Header, body, members); err != nil {
		return err
	}
	understood := map[string]any{
		"cmdline":  defaults.Cmdline,
		"memstats": defaults.Memstats,
	}
	for _, member := range userVariables(members) {
		understood[member.name] = member.value
	}
	return json.NewEncoder(os.Stdout).Encode(understood)
}
