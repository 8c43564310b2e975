import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { IntVar } from 'nestjs-expvar';
import { measure, report } from '../measure.mjs';
import { counters, nanoseconds, updates } from './counters.mjs';

const reader = new PrometheusExporter({ preventServerStart: true });
const meter = new MeterProvider({ readers: [reader] }).getMeter('bench');

const cpu = await measure({
  ours: updates(
    counters(() => new IntVar()),
    'v.add(1)',
  ),
  peer: updates(
    counters((_, i) => meter.createCounter(`c${i}`)),
    'v.add(1)',
  ),
});
report({
  'IntVar.add(1) / OpenTelemetry counter.add(1)': {
    ours: nanoseconds(cpu.ours),
    peer: nanoseconds(cpu.peer),
  },
});
