package main

import (
	"encoding/json"
	"os"

	"github.com/elastic/beats/v7/libbeat/asset"
	"github.com/elastic/beats/v7/libbeat/common"
	"github.com/elastic/beats/v7/libbeat/template"
	"github.com/elastic/beats/v7/libbeat/version"
	_ "github.com/elastic/beats/v7/metricbeat/include/fields"
	_ "github.com/elastic/beats/v7/metricbeat/module/golang"
)

const beat = "metricbeat"

// printTemplate prints the index template that Metricbeat loads into
// Elasticsearch with these settings.
func printTemplate(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	config, err := common.NewConfigWithYAML(text, file)
	if err != nil {
		return err
	}
	section, err := config.Child("setup.template", -1)
	if err != nil {
		return err
	}
	settings, err := template.Unpack(section)
	if err != nil {
		return err
	}
	loader, err := template.New(version.GetDefaultVersion(), beat, false, common.Version{}, settings, false)
	if err != nil {
		return err
	}
	fields, err := asset.GetFields(beat)
	if err != nil {
		return err
	}
	loaded, err := loader.LoadBytes(fields)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(loaded)
}
