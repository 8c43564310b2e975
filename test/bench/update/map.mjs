import { MapVar } from 'nestjs-expvar';
import { Counter, Registry } from 'prom-client';
import { measure, report, unique } from '../measure.mjs';
import { nanoseconds, UPDATES } from './counters.mjs';

const KEYS = Array.from({ length: 16 }, (_, i) => `key_${(i * 7) % 16}`);

class Bare {
  value = 0;
}

function updates(map, update) {
  const loop = unique(
    ['map', 'keys', 'times'],
    `for (let i = 0; i < times; i++) { const key = keys[i & 15]; ${update}; }`,
  );
  return { run: () => loop(map, KEYS, UPDATES) };
}

const counter = new Counter({
  name: 'c',
  help: 'c',
  labelNames: ['key'],
  registers: [new Registry()],
});
const cpu = await measure({
  bare: updates(
    new Map(KEYS.map((key) => [key, new Bare()])),
    'map.get(key).value += 1',
  ),
  ours: updates(new MapVar(), 'map.add(key)'),
  prom: updates(counter, 'map.inc({ key })'),
});
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
