import { FuncVar, MapVar } from 'nestjs-expvar';
import { fails, constantFunc } from '../bad-variable.mjs';
import { mapOf } from '../make-variables.mjs';
import { NO_ROOM, TOO_LONG } from '../failure-reasons.mjs';

const LEVELS = 40;

/**
 * Makes a value in which each level contains the level below twice.
 *
 * @param {any} innermost
 * @param {(value: any) => any} join
 */
function doubling(innermost, join) {
  let value = innermost;
  for (let i = 0; i < LEVELS; i++) {
    value = join(value);
  }
  return value;
}

/** @param {unknown} value */
const pair = (value) => [value, value];
/** @param {unknown} value */
const object = (value) => ({ a: value, b: value });
/** @param {import('nestjs-expvar').Var} variable */
const map = (variable) => mapOf({ a: variable, b: variable });

/** @param {unknown} value */
function functions(value) {
  const func = new FuncVar(() => value);
  return [func, func];
}

/** A value that takes no bytes, but time. */
function withoutContent() {
  const empty = Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [`k${i}`, undefined]),
  );
  return Array(2000).fill(empty);
}

/** Small values whose JSON would be huge (D11). */
export const expandingVariables = [
  ...Object.entries({
    strings: () => doubling('x', pair),
    'empty arrays': () => doubling([], pair),
    'undefined elements': () => doubling(undefined, pair),
    objects: () => doubling({}, object),
    Maps: () =>
      doubling('x', (value) => new Map(Object.entries(object(value)))),
  }).map(([what, makeValue]) =>
    fails(`2^40 ${what}`, constantFunc(makeValue), TOO_LONG),
  ),
  fails(
    'two million undefined members',
    constantFunc(withoutContent),
    TOO_LONG,
  ),
  fails(
    '2^40 functions in values',
    constantFunc(() => doubling('x', functions)),
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
