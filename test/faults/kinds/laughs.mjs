import { FuncVar, MapVar } from 'nestjs-expvar';
import { fails, holding } from '../kind.mjs';
import { mapOf } from '../make.mjs';
import { NO_ROOM, TOO_LONG } from '../reasons.mjs';

const LEVELS = 40;

/** Each level has the one below it twice. */
function doubling(leaf, join) {
  let value = leaf;
  for (let i = 0; i < LEVELS; i++) {
    value = join(value);
  }
  return value;
}

const pair = (value) => [value, value];
const object = (value) => ({ a: value, b: value });
const map = (variable) => mapOf({ a: variable, b: variable });

function functions(value) {
  const func = new FuncVar(() => value);
  return [func, func];
}

/** What takes no bytes takes time all the same. */
function withoutContent() {
  const empty = Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [`k${i}`, undefined]),
  );
  return Array(2000).fill(empty);
}

/** Small values that are huge when they are written out, D11. */
export const laughKinds = [
  ...Object.entries({
    strings: () => doubling('x', pair),
    'empty arrays': () => doubling([], pair),
    'undefined elements': () => doubling(undefined, pair),
    objects: () => doubling({}, object),
    Maps: () =>
      doubling('x', (value) => new Map(Object.entries(object(value)))),
  }).map(([what, makeValue]) =>
    fails(`2^40 ${what}`, holding(makeValue), TOO_LONG),
  ),
  fails('two million undefined members', holding(withoutContent), TOO_LONG),
  fails(
    '2^40 functions in values',
    holding(() => doubling('x', functions)),
    /^Error: it has more than 16384 variables in its value$/,
  ),
  fails('2^40 maps', () => doubling(new MapVar(), map), NO_ROOM),
  fails(
    '2^40 maps of functions',
    () => doubling(new FuncVar(() => 1), map),
    NO_ROOM,
  ),
  fails(
    '2^40 maps behind functions',
    () =>
      doubling(new MapVar(), (variable) => {
        const twice = map(variable);
        return new FuncVar(() => twice);
      }),
    NO_ROOM,
  ),
];
