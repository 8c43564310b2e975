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
  few: { before: few.change, run: few.ours, times: 50 },
  fewPeer: { before: few.change, run: few.peer, times: 50 },
  many: { before: many.change, run: many.ours, times: 5 },
  manyPeer: { before: many.change, run: many.peer },
  manyJson: { before: many.change, run: many.json, times: 5 },
  histograms: { before: histograms.change, run: histograms.ours, times: 10 },
  histogramsPeer: {
    before: histograms.change,
    run: histograms.peer,
    times: 10,
  },
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
  const pairs = names(count).map((name, i) => {
    const ours = registry.newInt(name, { kind: 'counter', description: name });
    const peer = new Counter({ name, help: name, registers: [prom] });
    ours.add(i);
    peer.inc(i);
    return { ours, peer };
  });
  return {
    change: () =>
      pairs.forEach(({ ours, peer }) => {
        ours.add();
        peer.inc();
      }),
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
  const pairs = names(count).map((name) => ({
    ours: registry.newHistogram(name, { unit: 's', description: name }),
    peer: new Histogram({ name, help: name, buckets, registers: [prom] }),
  }));
  /** @param {number} value */
  const record = (value) =>
    pairs.forEach(({ ours, peer }) => {
      ours.record(value);
      peer.observe(value);
    });
  for (let i = 1; i <= 100; i++) {
    record(i / 50);
  }
  return {
    change: () => record(1.1),
    ours: textRenderer(registry),
    peer: () => prom.metrics(),
  };
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
