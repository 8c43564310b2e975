import assert from 'node:assert/strict';
import { ExpvarRegistry } from 'nestjs-expvar';
import { Counter, Registry } from 'prom-client';
import { measure, report } from '../measure.mjs';
import { assertDocument } from './compare-with-stringify.mjs';
import { integer, names } from './names-and-values.mjs';

const COUNT = 10_000;

const registry = new ExpvarRegistry();
const ints = names(COUNT).map((name) => registry.newInt(name));
/** @type {Record<string, number>} */
const object = Object.fromEntries(names(COUNT).map((name) => [name, 0]));
const prom = new Registry();
const counters = names(COUNT).map(
  (name) => new Counter({ name, help: name, registers: [prom] }),
);

let round = 0;
const changeAll = () => {
  round++;
  ints.forEach((int, i) => int.set(integer(i, round)));
  names(COUNT).forEach((name, i) => {
    object[name] = integer(i, round);
  });
};
const changeCounters = () => {
  round++;
  counters.forEach((counter, i) => {
    counter.reset();
    counter.inc(integer(i, round));
  });
};

const cpu = await measure({
  ours: { before: changeAll, run: () => registry.render(), times: 5 },
  stringify: { before: changeAll, run: () => JSON.stringify(object), times: 5 },
  prom: { before: changeCounters, run: () => prom.metrics() },
});
await assertDocument(registry, object);
const samples = (await prom.metrics()).match(/^requests_total_\d+ \d+$/gm);
assert.equal(samples?.length, COUNT);
report({
  '10,000 IntVars / JSON.stringify of a prebuilt object': {
    ours: cpu.ours,
    peer: cpu.stringify,
  },
  '10,000 IntVars / prom-client registry.metrics()': {
    ours: cpu.ours,
    peer: cpu.prom,
  },
});
