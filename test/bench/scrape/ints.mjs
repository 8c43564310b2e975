import { ExpvarRegistry } from 'nestjs-expvar';
import { Counter, Registry } from 'prom-client';
import { measure, report } from '../measure.mjs';
import { names, value } from './names.mjs';

const COUNT = 10_000;

const registry = new ExpvarRegistry();
const ints = names(COUNT).map((name) => registry.newInt(name));
const object = Object.fromEntries(names(COUNT).map((name) => [name, 0]));
const prom = new Registry();
const counters = names(COUNT).map(
  (name) => new Counter({ name, help: name, registers: [prom] }),
);

let round = 0;
const nextRound = () => {
  round++;
  ints.forEach((int, i) => int.set(value(i, round)));
  names(COUNT).forEach((name, i) => {
    object[name] = value(i, round);
  });
};

const cpu = await measure({
  ours: { before: nextRound, run: () => registry.render(), times: 5 },
  stringify: { before: nextRound, run: () => JSON.stringify(object), times: 5 },
  prom: {
    before: () => {
      round++;
      counters.forEach((counter, i) => {
        counter.reset();
        counter.inc(value(i, round));
      });
    },
    run: () => prom.metrics(),
  },
});
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
