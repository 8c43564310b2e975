// Command otel runs the OpenTelemetry Collector's expvarreceiver with the settings of a
// configuration file, once for each address, and prints the metrics of so many
// scrapes, a line for each.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"

	"github.com/open-telemetry/opentelemetry-collector-contrib/receiver/expvarreceiver"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/receiver/receivertest"
)

// A scrape is what the receiver of one address has sent.
type scrape struct {
	address string
	metrics pmetric.Metrics
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 5 {
		log.Fatal("usage: otel CONFIG URL[,URL...] PERIOD SCRAPES")
	}
	count, err := strconv.Atoi(os.Args[4])
	if err != nil {
		log.Fatal(err)
	}
	if err := run(os.Args[1], strings.Split(os.Args[2], ","), os.Args[3], count); err != nil {
		log.Fatal(err)
	}
}

func run(file string, addresses []string, period string, count int) error {
	// Without a buffer, so that no scrape begins before the last is printed.
	scrapes := make(chan scrape)
	for _, address := range addresses {
		if err := start(file, address, period, scrapes); err != nil {
			return err
		}
	}
	for range count {
		if err := print(<-scrapes); err != nil {
			return err
		}
	}
	return nil
}

// start starts the receiver of one address.
func start(file, address, period string, scrapes chan<- scrape) error {
	factory := expvarreceiver.NewFactory()
	config := factory.CreateDefaultConfig()
	if err := readConfig(file, address, period, config); err != nil {
		return err
	}
	sink, err := consumer.NewMetrics(func(ctx context.Context, batch pmetric.Metrics) error {
		select {
		case scrapes <- scrape{address, batch}:
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
	return receiver.Start(ctx, componenttest.NewNopHost())
}

// readConfig reads what the file has for the receiver. The page is at another
// address, and nobody waits ten seconds.
func readConfig(file, address, period string, config component.Config) error {
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
		"endpoint":            address,
		"initial_delay":       "0s",
		"collection_interval": period,
	})); err != nil {
		return err
	}
	return section.Unmarshal(config)
}

// print writes the data points of each metric.
func print(scrape scrape) error {
	values := map[string][]any{}
	for _, resource := range scrape.metrics.ResourceMetrics().All() {
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
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"address": scrape.address,
		"metrics": values,
	})
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
