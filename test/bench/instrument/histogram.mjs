import assert from 'node:assert/strict';
import { DDSketch } from '@datadog/sketches-js';
import { HistogramVar, IntVar } from 'nestjs-expvar';
import { Histogram, Registry } from 'prom-client';
import { compileUnique, measure, report } from '../measure.mjs';
import {
  countedCase,
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

/**
 * @param {object} histogram
 * @param {string} record the name of its method
 */
function records(histogram, record) {
  const loop = compileUnique(
    ['h', 'values', 'times'],
    `for (let i = 0; i < times; i++) { h.${record}(values[i & ${VALUES - 1}]); }`,
  );
  return countedCase(() => loop(histogram, values, UPDATES));
}

const histogram = new HistogramVar();
const cases = {
  add: updates(
    counters(() => new IntVar()),
    'v.add(1)',
  ),
  ours: records(histogram, 'record'),
  sketch: records(new DDSketch(), 'accept'),
  prom: records(
    new Histogram({ name: 'h', help: 'h', registers: [new Registry()] }),
    'observe',
  ),
};
const cpu = await measure(cases);
assert.equal(JSON.parse(histogram.toString()).count, cases.ours.updates);
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
