package main

import (
	"fmt"
	"os"

	"github.com/elastic/beats/v7/libbeat/cfgfile"
	"github.com/elastic/beats/v7/libbeat/common"
	"github.com/elastic/beats/v7/libbeat/outputs/codec/json"
	"github.com/elastic/beats/v7/libbeat/version"
	"github.com/elastic/beats/v7/metricbeat/mb"
	"github.com/elastic/beats/v7/metricbeat/mb/module"
	_ "github.com/elastic/beats/v7/metricbeat/module/golang/expvar"
	_ "github.com/elastic/beats/v7/metricbeat/module/golang/heap"
	"github.com/elastic/go-ucfg"
)

// printEvents runs one metricset of a modules.d file, and prints its first
// events as the outputs encode them, a line for each.
func printEvents(file, metricset string, urls []string, period string, count int) error {
	config, err := readModule(file, metricset, urls, period)
	if err != nil {
		return err
	}
	wrapper, err := module.NewWrapper(config, mb.Registry, module.WithMetricSetInfo())
	if err != nil {
		return err
	}
	done := make(chan struct{})
	defer close(done)
	events := wrapper.Start(done)
	// What the pipeline does to every event, and then the output.
	converter := common.NewGenericEventConverter(false)
	encoder := json.New(version.GetDefaultVersion(), json.Config{})
	for range count {
		event := <-events
		event.Fields = converter.Convert(event.Fields)
		line, err := encoder.Encode("metricbeat", &event)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(os.Stdout, "%s\n", line); err != nil {
			return err
		}
	}
	return nil
}

// readModule reads what the file has for the module, with other addresses and
// another period.
func readModule(file, metricset string, urls []string, period string) (*common.Config, error) {
	modules, err := cfgfile.LoadList(file)
	if err != nil {
		return nil, err
	}
	if len(modules) != 1 {
		return nil, fmt.Errorf("%s has %d modules", file, len(modules))
	}
	overrides, err := common.NewConfigFrom(map[string]any{
		"metricsets": []string{metricset},
		"hosts":      urls,
		"period":     period,
	})
	if err != nil {
		return nil, err
	}
	return modules[0], modules[0].MergeWithOpts(overrides, ucfg.ReplaceArrValues)
}
