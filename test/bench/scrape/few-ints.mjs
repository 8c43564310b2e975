import { ExpvarRegistry } from 'nestjs-expvar';
import { measure, report } from '../measure.mjs';
import { assertDocument } from './compare-with-stringify.mjs';
import { integer, names } from './names-and-values.mjs';

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
const changeAll = () => {
  round++;
  ints.forEach((int, i) => int.set(integer(i, round)));
  [...fields.values()].forEach((field, i) => {
    field.value = integer(i, round);
  });
};

const cpu = await measure({
  ours: { before: changeAll, run: () => registry.render(), times: 50 },
  peer: { before: changeAll, run: buildAndStringify, times: 50 },
});
await assertDocument(registry, JSON.parse(buildAndStringify()));
report({ '1,000 IntVars / building an object and JSON.stringify': cpu });
