import { FloatVar } from 'nestjs-expvar';
import { measure, report } from '../measure.mjs';
import { counters, nanoseconds, updates } from './counters.mjs';

class Bare {
  // Fractional, so that the engine reserves a float64 field.
  value = 0.5;
}

const cpu = await measure({
  ours: updates(
    counters(() => new FloatVar()),
    'v.add(0.5)',
  ),
  peer: updates(
    counters(() => new Bare()),
    'v.value += 0.5',
  ),
});
report({
  'FloatVar.add(0.5) / bare float64 field': {
    ours: nanoseconds(cpu.ours),
    peer: nanoseconds(cpu.peer),
  },
});
