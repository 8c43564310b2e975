import assert from 'node:assert/strict';
import { ExpvarRegistry } from 'nestjs-expvar';
import { Counter, exponentialBuckets, Histogram, Registry } from 'prom-client';
import { measure, report } from '../measure.mjs';
import { names } from '../scrape/names-and-values.mjs';
import { textRenderer } from './renderer.mjs';

const FEW = 280;
const MANY = 10_000;

const few = createCounters(FEW);
const many = createCounters(MANY);
const histograms = createHistograms(FEW);

const cpu = await measure({
  few: { run: few.ours, times: 50 },
  fewPeer: { run: few.peer, times: 50 },
  many: { run: many.ours, times: 5 },
  manyPeer: { run: many.peer },
  manyJson: { run: many.json, times: 5 },
  histograms: { run: histograms.ours, times: 10 },
  histogramsPeer: { run: histograms.peer, times: 10 },
});
await assertSamples(few, FEW);
await assertSamples(many, MANY);
await assertSamples(histograms, FEW * 19);
report({
  '280 counters as text / prom-client registry.metrics()': {
    ours: cpu.few,
    peer: cpu.fewPeer,
  },
  '10,000 counters as text / prom-client registry.metrics()': {
    ours: cpu.many,
    peer: cpu.manyPeer,
  },
  '10,000 counters as text / the JSON document': {
    ours: cpu.many,
    peer: cpu.manyJson,
  },
  '280 histograms as text / prom-client registry.metrics()': {
    ours: cpu.histograms,
    peer: cpu.histogramsPeer,
  },
});

/** @param {number} count */
function createCounters(count) {
  const registry = new ExpvarRegistry();
  const prom = new Registry();
  for (const [i, name] of names(count).entries()) {
    registry.newInt(name, { kind: 'counter', description: name }).add(i);
    new Counter({ name, help: name, registers: [prom] }).inc(i);
  }
  return {
    ours: textRenderer(registry),
    json: () => registry.render(),
    peer: () => prom.metrics(),
  };
}

/** @param {number} count */
function createHistograms(count) {
  const registry = new ExpvarRegistry();
  const prom = new Registry();
  const buckets = exponentialBuckets(2 ** -10, 2, 16);
  for (const name of names(count)) {
    const ours = registry.newHistogram(name, { unit: 's', description: name });
    const peer = new Histogram({
      name,
      help: name,
      buckets,
      registers: [prom],
    });
    for (let i = 1; i <= 100; i++) {
      ours.record(i / 50);
      peer.observe(i / 50);
    }
  }
  return { ours: textRenderer(registry), peer: () => prom.metrics() };
}

/**
 * Fails unless both have the number of sample lines.
 *
 * @param {{ ours: () => Promise<Buffer>, peer: () => Promise<string> }} scrapes
 * @param {number} count
 */
async function assertSamples({ ours, peer }, count) {
  for (const text of [await ours(), await peer()]) {
    assert.equal(String(text).match(/^[^#\n]/gm)?.length, count);
  }
}
