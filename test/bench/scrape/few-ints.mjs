import { ExpvarRegistry } from 'nestjs-expvar';
import { measure, report } from '../measure.mjs';
import { names, value } from './names.mjs';

const COUNT = 1000;

const registry = new ExpvarRegistry();
const ints = names(COUNT).map((name) => registry.newInt(name));
const fields = new Map(names(COUNT).map((name) => [name, { value: 0 }]));

function buildAndStringify() {
  return JSON.stringify(
    Object.fromEntries([...fields].map(([name, { value }]) => [name, value])),
  );
}

let round = 0;
const nextRound = () => {
  round++;
  ints.forEach((int, i) => int.set(value(i, round)));
  [...fields.values()].forEach((field, i) => {
    field.value = value(i, round);
  });
};

const cpu = await measure({
  ours: { before: nextRound, run: () => registry.render(), times: 50 },
  peer: { before: nextRound, run: buildAndStringify, times: 50 },
});
report({ '1,000 IntVars / building an object and JSON.stringify': cpu });
