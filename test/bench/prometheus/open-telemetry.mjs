import assert from 'node:assert/strict';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { ExpvarRegistry } from 'nestjs-expvar';
import { expvarProducer } from 'nestjs-expvar/otel';
import { measure, report } from '../measure.mjs';
import { names } from '../scrape/names-and-values.mjs';

const COUNT = 10_000;

class CollectingReader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}

const registry = new ExpvarRegistry();
const reader = new CollectingReader();
const meter = new MeterProvider({ readers: [reader] }).getMeter('bench');
for (const [i, name] of names(COUNT).entries()) {
  registry.newInt(name, { kind: 'counter', description: name }).add(i);
  meter.createCounter(name, { description: name }).add(i);
}
const producer = expvarProducer(registry);

const cpu = await measure({
  ours: { run: () => producer.collect(), times: 5 },
  peer: { run: () => reader.collect() },
});
for (const { resourceMetrics } of [
  await producer.collect(),
  await reader.collect(),
]) {
  assert.equal(resourceMetrics.scopeMetrics[0]?.metrics.length, COUNT);
}
report({
  "10,000 counters for OpenTelemetry / the SDK's own collect()": cpu,
});
