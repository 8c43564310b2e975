import { FloatVar } from 'nestjs-expvar';
import { measure, report } from '../measure.mjs';
import {
  assertUpdated,
  counters,
  nanoseconds,
  sumOf,
  updates,
} from './counters.mjs';

class BareField {
  // Fractional, so that the engine reserves a float64 field.
  value = 0.5;
}

const floats = counters(() => new FloatVar());
const fields = counters(() => new BareField());
const cases = {
  ours: updates(floats, 'v.add(0.5)'),
  peer: updates(fields, 'v.value += 0.5'),
};
const cpu = await measure(cases);
assertUpdated(cases.ours, sumOf(floats) / 0.5);
assertUpdated(cases.peer, sumOf(fields) / 0.5 - fields.length);
report({
  'FloatVar.add(0.5) / bare float64 field': {
    ours: nanoseconds(cpu.ours),
    peer: nanoseconds(cpu.peer),
  },
});
