// Command metricbeat runs Metricbeat's golang module, and prints what Metricbeat
// would send to Elasticsearch.
package main

import (
	"log"
	"os"
	"strconv"
	"strings"
)

const usage = `usage: metricbeat events MODULE_CONFIG METRICSET URL[,URL...] PERIOD COUNT
       metricbeat template METRICBEAT_CONFIG`

func main() {
	log.SetFlags(0)
	if err := run(os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 6 && args[0] == "events":
		count, err := strconv.Atoi(args[5])
		if err != nil {
			return err
		}
		return printEvents(args[1], args[2], strings.Split(args[3], ","), args[4], count)
	case len(args) == 2 && args[0] == "template":
		return printTemplate(args[1])
	}
	log.Fatal(usage)
	return nil
}
