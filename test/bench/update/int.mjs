import { IntVar } from 'nestjs-expvar';
import { Counter, Registry } from 'prom-client';
import { measure, report } from '../measure.mjs';
import { counters, nanoseconds, updates } from './counters.mjs';

class Bare {
  value = 0;
}

function large() {
  const int = new IntVar();
  int.set(2n ** 60n);
  return int;
}

const registry = new Registry();
const cpu = await measure({
  bare: updates(
    counters(() => new Bare()),
    'v.value += 1',
  ),
  small: updates(
    counters(() => new IntVar()),
    'v.add(1)',
  ),
  large: updates(counters(large), 'v.add(1)'),
  prom: updates(
    counters(
      (_, i) =>
        new Counter({ name: `c${i}`, help: 'c', registers: [registry] }),
    ),
    'v.inc()',
  ),
});
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
