import { IntVar } from 'nestjs-expvar';
import { Counter, Registry } from 'prom-client';
import { measure, report } from '../measure.mjs';
import {
  assertUpdated,
  counters,
  nanoseconds,
  sumOf,
  updates,
} from './counters.mjs';

const LARGE = 2n ** 60n;

class BareField {
  value = 0;
}

const fields = counters(() => new BareField());
const smallInts = counters(() => new IntVar());
const largeInts = counters(() => {
  const int = new IntVar();
  int.set(LARGE);
  return int;
});
const registry = new Registry();
const promCounters = counters(
  (_, i) => new Counter({ name: `c${i}`, help: 'c', registers: [registry] }),
);
const cases = {
  bare: updates(fields, 'v.value += 1'),
  small: updates(smallInts, 'v.add(1)'),
  large: updates(largeInts, 'v.add(1)'),
  prom: updates(promCounters, 'v.inc()'),
};
const cpu = await measure(cases);
assertUpdated(cases.bare, sumOf(fields));
assertUpdated(cases.small, sumOf(smallInts));
assertUpdated(
  cases.large,
  largeInts.reduce((sum, int) => sum + Number(int.bigint - LARGE), 0),
);
const promMetrics = await Promise.all(promCounters.map((each) => each.get()));
assertUpdated(cases.prom, sumOf(promMetrics.flatMap(({ values }) => values)));
report({
  'IntVar.add(1) / bare field increment': {
    ours: nanoseconds(cpu.small),
    peer: nanoseconds(cpu.bare),
  },
  'IntVar.add(1) beyond 2^53 / of small values': {
    ours: nanoseconds(cpu.large),
    peer: nanoseconds(cpu.small),
  },
  'IntVar.add(1) / prom-client Counter.inc()': {
    ours: nanoseconds(cpu.small),
    peer: nanoseconds(cpu.prom),
  },
});
