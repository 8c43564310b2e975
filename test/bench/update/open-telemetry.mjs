import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { IntVar } from 'nestjs-expvar';
import { measure, report } from '../measure.mjs';
import {
  assertUpdated,
  counters,
  nanoseconds,
  sumOf,
  updates,
} from './counters.mjs';

const reader = new PrometheusExporter({ preventServerStart: true });
const meter = new MeterProvider({ readers: [reader] }).getMeter('bench');

const ints = counters(() => new IntVar());
const otelCounters = counters((_, i) => meter.createCounter(`c${i}`));
const cases = {
  ours: updates(ints, 'v.add(1)'),
  peer: updates(otelCounters, 'v.add(1)'),
};
const cpu = await measure(cases);
assertUpdated(cases.ours, sumOf(ints));
assertUpdated(cases.peer, await sumOfMetrics());
report({
  'IntVar.add(1) / OpenTelemetry counter.add(1)': {
    ours: nanoseconds(cpu.ours),
    peer: nanoseconds(cpu.peer),
  },
});

async function sumOfMetrics() {
  const { resourceMetrics } = await reader.collect();
  return resourceMetrics.scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .flatMap(({ dataPoints }) => dataPoints.map(({ value }) => Number(value)))
    .reduce((sum, value) => sum + value, 0);
}
