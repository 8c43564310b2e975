import { ExpvarRegistry } from 'nestjs-expvar';
import { measure, report } from '../measure.mjs';
import { names, value } from './names.mjs';

const COUNT = 1000;

const registry = new ExpvarRegistry();
const keys = names(COUNT);
const ints = keys.map((name) => registry.newInt(name));
const fields = keys.map(() => ({ value: 0 }));

function buildAndStringify() {
  const object = {};
  for (let i = 0; i < COUNT; i++) {
    object[keys[i]] = fields[i].value;
  }
  return JSON.stringify(object);
}

let round = 0;
const nextRound = () => {
  round++;
  for (let i = 0; i < COUNT; i++) {
    ints[i].set(value(i, round));
    fields[i].value = value(i, round);
  }
};

const cpu = await measure({
  ours: { before: nextRound, run: () => registry.render(), times: 50 },
  peer: { before: nextRound, run: buildAndStringify, times: 50 },
});
report({ '1,000 IntVars / building an object and JSON.stringify': cpu });
