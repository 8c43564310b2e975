import { DDSketch } from '@datadog/sketches-js';
import { HistogramVar, IntVar } from 'nestjs-expvar';
import { Histogram, Registry } from 'prom-client';
import { measure, report, unique } from '../measure.mjs';
import {
  counters,
  nanoseconds,
  UPDATES,
  updates,
} from '../update/counters.mjs';

const VALUES = 4096;

/** Seconds, log-normal around 10 ms, as latencies are. */
const values = Float64Array.from({ length: VALUES }, () => {
  const normal =
    Math.sqrt(-2 * Math.log(1 - Math.random())) *
    Math.cos(2 * Math.PI * Math.random());
  return 0.01 * Math.exp(normal);
});

function records(histogram, record) {
  const loop = unique(
    ['h', 'values', 'times'],
    `for (let i = 0; i < times; i++) { h.${record}(values[i & ${VALUES - 1}]); }`,
  );
  return { run: () => loop(histogram, values, UPDATES) };
}

const cpu = await measure({
  add: updates(
    counters(() => new IntVar()),
    'v.add(1)',
  ),
  ours: records(new HistogramVar(), 'record'),
  sketch: records(new DDSketch(), 'accept'),
  prom: records(
    new Histogram({ name: 'h', help: 'h', registers: [new Registry()] }),
    'observe',
  ),
});
report({
  'HistogramVar.record(value) / IntVar.add(1)': {
    ours: nanoseconds(cpu.ours),
    peer: nanoseconds(cpu.add),
  },
  "HistogramVar.record(value) / DDSketch's accept(value)": {
    ours: nanoseconds(cpu.ours),
    peer: nanoseconds(cpu.sketch),
  },
  'HistogramVar.record(value) / prom-client Histogram.observe(value)': {
    ours: nanoseconds(cpu.ours),
    peer: nanoseconds(cpu.prom),
  },
});
