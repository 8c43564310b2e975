import { MapVar } from 'nestjs-expvar';
import { Counter, Registry } from 'prom-client';
import { compileUnique, measure, report } from '../measure.mjs';
import {
  assertUpdated,
  countedCase,
  nanoseconds,
  sumOf,
  UPDATES,
} from './counters.mjs';

const KEYS = Array.from({ length: 16 }, (_, i) => `key_${(i * 7) % 16}`);

class BareField {
  value = 0;
}

/**
 * A case that updates one key after the other.
 *
 * @param {unknown} map
 * @param {string} update a statement that updates `key` of `map`
 */
function keyUpdates(map, update) {
  const loop = compileUnique(
    ['map', 'keys', 'times'],
    `for (let i = 0; i < times; i++) { const key = keys[i & 15]; ${update}; }`,
  );
  return countedCase(() => loop(map, KEYS, UPDATES));
}

const fields = new Map(KEYS.map((key) => [key, new BareField()]));
const map = new MapVar();
const counter = new Counter({
  name: 'c',
  help: 'c',
  labelNames: ['key'],
  registers: [new Registry()],
});
const cases = {
  bare: keyUpdates(fields, 'map.get(key).value += 1'),
  ours: keyUpdates(map, 'map.add(key)'),
  prom: keyUpdates(counter, 'map.inc({ key })'),
};
const cpu = await measure(cases);
assertUpdated(cases.bare, sumOf([...fields.values()]));
assertUpdated(
  cases.ours,
  Object.values(JSON.parse(map.toString())).reduce((sum, n) => sum + n, 0),
);
assertUpdated(cases.prom, sumOf((await counter.get()).values));
report({
  'MapVar.add(key), 16 keys / bare Map.get(key).value += 1': {
    ours: nanoseconds(cpu.ours),
    peer: nanoseconds(cpu.bare),
  },
  'MapVar.add(key), 16 keys / prom-client Counter.inc({ key })': {
    ours: nanoseconds(cpu.ours),
    peer: nanoseconds(cpu.prom),
  },
});
