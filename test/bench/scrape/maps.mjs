import { ExpvarRegistry, IntVar } from 'nestjs-expvar';
import { measure, report } from '../measure.mjs';
import { names, value } from './names.mjs';

const MAPS = 10_000;
const KEYS = names(10, 'status_');

const registry = new ExpvarRegistry();
const object = {};
const ints = [];
for (const name of names(MAPS)) {
  const map = registry.newMap(name);
  object[name] = {};
  for (const key of KEYS) {
    const int = new IntVar();
    map.set(key, int);
    ints.push(int);
    object[name][key] = 0;
  }
}
const members = Object.values(object);

let round = 0;
const nextRound = () => {
  round++;
  ints.forEach((int, i) => {
    int.set(value(i, round));
    members[Math.floor(i / KEYS.length)][KEYS[i % KEYS.length]] = value(
      i,
      round,
    );
  });
};

const cpu = await measure({
  ours: { before: nextRound, run: () => registry.render() },
  peer: { before: nextRound, run: () => JSON.stringify(object) },
});
report({ '10,000 maps of 10 / JSON.stringify of a prebuilt object': cpu });
