import { ExpvarRegistry } from 'nestjs-expvar';
import { measure, report } from '../measure.mjs';
import { names, value } from './names.mjs';

const COUNT = 100_000;

const registry = new ExpvarRegistry();
const keys = names(COUNT);
const ints = keys.map((name) => registry.newInt(name));
const object = Object.fromEntries(keys.map((name) => [name, 0]));

let round = 0;
const nextRound = () => {
  round++;
  for (let i = 0; i < COUNT; i++) {
    ints[i].set(value(i, round));
    object[keys[i]] = value(i, round);
  }
};

const cpu = await measure({
  ours: { before: nextRound, run: () => registry.render() },
  peer: { before: nextRound, run: () => JSON.stringify(object) },
});
report({ '100,000 IntVars / JSON.stringify of a prebuilt object': cpu });
