// Command expvarmon reads variables as expvarmon does, of which the module
// cannot be had with a checksum that Go's database knows. It uses the JSON
// reader that expvarmon uses, and ends with 1 where expvarmon would show N/A or
// ERROR.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/antonholmquist/jason"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: expvarmon URL VARS")
	}
	if err := poll(os.Args[1], strings.Split(os.Args[2], ",")); err != nil {
		log.Fatal(err)
	}
}

func poll(url string, names []string) error {
	response, err := http.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	page, err := jason.NewObjectFromReader(response.Body)
	if err != nil {
		return err
	}
	// By it a restart is noticed, so every poll needs it.
	if _, err := page.GetInt64("memstats", "PauseTotalNs"); err != nil {
		return err
	}
	cmdline, err := page.GetStringArray("cmdline")
	if err != nil {
		return err
	}
	values := map[string]any{}
	for _, name := range names {
		if values[name], err = read(page, name); err != nil {
			return err
		}
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"service": filepath.Base(cmdline[0]),
		"values":  values,
	})
}
