import { ExpvarRegistry } from 'nestjs-expvar';
import { measure, report } from '../measure.mjs';
import { float, names } from './names.mjs';

const COUNT = 10_000;

const registry = new ExpvarRegistry();
const keys = names(COUNT);
const floats = keys.map((name) => registry.newFloat(name));
const object = Object.fromEntries(keys.map((name) => [name, 0.5]));

let round = 0;
const nextRound = () => {
  round++;
  floats.forEach((variable, i) => {
    variable.set(float(i, round));
    object[keys[i]] = float(i, round);
  });
};

const cpu = await measure({
  ours: { before: nextRound, run: () => registry.render(), times: 3 },
  peer: { before: nextRound, run: () => JSON.stringify(object), times: 3 },
});
report({
  '10,000 FloatVars, all changed / JSON.stringify of a prebuilt object': cpu,
});
