// Command otel runs the OpenTelemetry Collector's expvarreceiver, as config.yaml
// has it, and prints the metrics of so many scrapes, a line for each.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strconv"

	"github.com/open-telemetry/opentelemetry-collector-contrib/receiver/expvarreceiver"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/receiver/receivertest"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 4 {
		log.Fatal("usage: otel CONFIG URL SCRAPES")
	}
	scrapes, err := strconv.Atoi(os.Args[3])
	if err != nil {
		log.Fatal(err)
	}
	if err := scrape(os.Args[1], os.Args[2], scrapes); err != nil {
		log.Fatal(err)
	}
}

func scrape(file, url string, scrapes int) error {
	factory := expvarreceiver.NewFactory()
	config := factory.CreateDefaultConfig()
	if err := readConfig(file, url, config); err != nil {
		return err
	}
	// Without a buffer, so that no scrape begins before the last is printed.
	batches := make(chan pmetric.Metrics)
	sink, err := consumer.NewMetrics(func(ctx context.Context, batch pmetric.Metrics) error {
		select {
		case batches <- batch:
		case <-ctx.Done():
		}
		return nil
	})
	if err != nil {
		return err
	}
	ctx := context.Background()
	settings := receivertest.NewNopSettings(factory.Type())
	receiver, err := factory.CreateMetrics(ctx, settings, config, sink)
	if err != nil {
		return err
	}
	if err := receiver.Start(ctx, componenttest.NewNopHost()); err != nil {
		return err
	}
	for range scrapes {
		if err := print(<-batches); err != nil {
			return err
		}
	}
	return nil
}

// readConfig reads what the file has for the receiver. The page is at another
// address, and nobody waits ten seconds.
func readConfig(file, url string, config component.Config) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	retrieved, err := confmap.NewRetrievedFromYAML(text)
	if err != nil {
		return err
	}
	whole, err := retrieved.AsConf()
	if err != nil {
		return err
	}
	section, err := whole.Sub("receivers::expvar")
	if err != nil {
		return err
	}
	if err := section.Merge(confmap.NewFromStringMap(map[string]any{
		"endpoint":            url,
		"initial_delay":       "0s",
		"collection_interval": "20ms",
	})); err != nil {
		return err
	}
	return section.Unmarshal(config)
}

// print writes the data points of each metric.
func print(batch pmetric.Metrics) error {
	values := map[string][]any{}
	for _, resource := range batch.ResourceMetrics().All() {
		for _, scope := range resource.ScopeMetrics().All() {
			for _, metric := range scope.Metrics().All() {
				points, err := pointsOf(metric)
				if err != nil {
					return err
				}
				for _, point := range points.All() {
					values[metric.Name()] = append(values[metric.Name()], valueOf(point))
				}
			}
		}
	}
	return json.NewEncoder(os.Stdout).Encode(values)
}

func pointsOf(metric pmetric.Metric) (pmetric.NumberDataPointSlice, error) {
	switch metric.Type() {
	case pmetric.MetricTypeSum:
		return metric.Sum().DataPoints(), nil
	case pmetric.MetricTypeGauge:
		return metric.Gauge().DataPoints(), nil
	default:
		return pmetric.NumberDataPointSlice{}, fmt.Errorf("%s is a %s", metric.Name(), metric.Type())
	}
}

func valueOf(point pmetric.NumberDataPoint) any {
	if point.ValueType() == pmetric.NumberDataPointValueTypeDouble {
		return point.DoubleValue()
	}
	return point.IntValue()
}
