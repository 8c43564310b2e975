import { ExpvarRegistry, IntVar } from 'nestjs-expvar';
import { measure, report } from '../measure.mjs';
import { assertDocument } from './compare-with-stringify.mjs';
import { integer, names } from './names-and-values.mjs';

const MAPS = 10_000;
const KEYS = names(10, 'status_');

const registry = new ExpvarRegistry();
/** @type {Record<string, Record<string, number>>} */
const object = {};
/** Sets the same key of a MapVar and of the object. */
const setters = names(MAPS).flatMap((name) => {
  const map = registry.newMap(name);
  /** @type {Record<string, number>} */
  const members = Object.fromEntries(KEYS.map((key) => [key, 0]));
  object[name] = members;
  return KEYS.map((key) => {
    const int = new IntVar();
    map.set(key, int);
    return (/** @type {number} */ value) => {
      int.set(value);
      members[key] = value;
    };
  });
});

let round = 0;
const changeAll = () => {
  round++;
  setters.forEach((set, i) => set(integer(i, round)));
};

const cpu = await measure({
  ours: { before: changeAll, run: () => registry.render() },
  peer: { before: changeAll, run: () => JSON.stringify(object) },
});
await assertDocument(registry, object);
report({ '10,000 maps of 10 / JSON.stringify of a prebuilt object': cpu });
