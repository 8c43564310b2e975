import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import {
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { ExpvarRegistry } from 'nestjs-expvar';
import { expvarProducer } from 'nestjs-expvar/otel';
import { Child } from '../support/child.mjs';
import { buildProgram, WORK } from './build-program.mjs';

const PORT = 21_710;
const CONFIGURATION = `receivers:
  otlp:
    protocols:
      http:
        endpoint: 127.0.0.1:${PORT}
exporters:
  debug:
    verbosity: detailed
service:
  telemetry:
    metrics:
      level: none
  pipelines:
    metrics:
      receivers: [otlp]
      exporters: [debug]
`;

/** The lines that the Collector prints, without times and empty buckets. */
const EXPECTED = `Metric #0
     -> Name: build
     -> Unit: 
     -> DataType: Gauge
     -> build: Str(1.2.3)
Value: 1.000000
Metric #1
     -> Name: jobs
     -> Unit: {job}
     -> DataType: Sum
     -> IsMonotonic: true
     -> AggregationTemporality: Cumulative
Value: 42.000000
Metric #2
     -> Name: latency
     -> Unit: s
     -> DataType: ExponentialHistogram
     -> AggregationTemporality: Cumulative
Count: 5
Sum: 5.250000
Min: 0.000000
Max: 3.000000
Bucket [0, 0], Count: 1
Bucket (0.229251, 0.250000], Count: 1
Bucket (0.917004, 1.000000], Count: 2
Bucket (2.828427, 3.084422], Count: 1
Metric #3
     -> Name: orders
     -> Unit: 
     -> DataType: Sum
     -> IsMonotonic: true
     -> AggregationTemporality: Cumulative
     -> side: Str(buy)
Value: 2.000000
     -> side: Str(sell)
Value: 3.000000
Metric #4
     -> Name: pool
     -> Unit: By
     -> DataType: Gauge
Value: -1.500000`;

const LEFT_OUT =
  /^(?:Descriptor:|Data point attributes:|\w*DataPoints #|StartTimestamp:|Timestamp:|     -> Description:|Bucket .*Count: 0$)/;

/**
 * Pushes a registry to an OpenTelemetry Collector with the reader of the SDK, and
 * compares what the Collector prints with the registry.
 *
 * @param {import('../support/report.mjs').Report} report
 */
export async function checkCollector(report) {
  const program = await buildProgram('collector');
  const file = path.join(WORK, 'collector.yml');
  await writeFile(file, CONFIGURATION);
  const collector = new Child(program, [`--config=${file}`]);
  try {
    await collector.logs(/Everything is ready/);
    await push(createRegistry());
    const [, metrics = ''] = await collector.logs(
      /\n(Metric #0\n[^]*?)\n\t\{"resource"/,
    );
    await report.check(
      'a Collector receives equal values over OTLP from the reader of the SDK',
      () => {
        const lines = metrics
          .split('\n')
          .filter((line) => !LEFT_OUT.test(line));
        assert.deepEqual(lines, EXPECTED.split('\n'));
        return `${lines.length} lines`;
      },
    );
  } finally {
    collector.kill();
  }
}

function createRegistry() {
  const registry = new ExpvarRegistry();
  registry.newInt('jobs', { kind: 'counter', unit: '{job}' }).add(42);
  const orders = registry.newMap('orders', { kind: 'counter', label: 'side' });
  orders.add('buy', 2);
  orders.add('sell', 3);
  registry.newFloat('pool', { kind: 'gauge', unit: 'By' }).set(-1.5);
  registry.newString('build', { kind: 'info' }).set('1.2.3');
  const latency = registry.newHistogram('latency', { unit: 's' });
  for (const value of [0, 0.25, 1, 1, 3]) {
    latency.record(value);
  }
  return registry;
}

/**
 * Exports once, as the reader does periodically and at its shutdown.
 *
 * @param {ExpvarRegistry} registry
 */
async function push(registry) {
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({
      url: `http://127.0.0.1:${PORT}/v1/metrics`,
    }),
    metricProducers: [expvarProducer(registry)],
  });
  const provider = new MeterProvider({ readers: [reader] });
  await provider.shutdown();
}
