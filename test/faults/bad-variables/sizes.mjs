import { FuncVar } from 'nestjs-expvar';
import {
  failureAt,
  fails,
  constantFunc,
  huge,
  omits,
  lazy,
} from '../bad-variable.mjs';
import { intOf, mapOf, stringOf, textOf } from '../make-variables.mjs';
import {
  NO_ROOM,
  STRING_TOO_LONG,
  TEXT_TOO_LONG,
  TOO_LONG,
  TOO_MANY_TOO_LONG,
} from '../failure-reasons.mjs';

const HUGE = 100_000_000;

/**
 * @param {number} count
 * @param {string} keyPrefix
 * @param {import('nestjs-expvar').Var} variable
 */
function mapWith(count, keyPrefix, variable) {
  const map = mapOf({ func: new FuncVar(() => 1) });
  for (let i = 0; i < count; i++) {
    map.set(`${keyPrefix}${i}`, variable);
  }
  return map;
}

/** @param {number} count */
function objectWith(count) {
  /** @type {Record<string, number>} */
  const object = {};
  for (let i = 0; i < count; i++) {
    object[`k${i}`] = i;
  }
  return object;
}

/** An object that throws when it is read. */
function tripwire() {
  return {
    toJSON() {
      throw new Error('the value is read');
    },
  };
}

/** Values that fail before anything inside is read. */
const unread = [
  ...Object.entries({
    string: () => 'x'.repeat(HUGE),
    'string in an object': () => ({ a: [{ text: 'x'.repeat(HUGE) }] }),
    'string in a Map': () => new Map([['a', 'x'.repeat(HUGE)]]),
    'string from toJSON': () => ({ toJSON: () => 'x'.repeat(HUGE) }),
    'string as a key': () => ({ ['x'.repeat(HUGE)]: 1 }),
    'string as a Map key': () => new Map([['x'.repeat(HUGE), 1]]),
    'string as a message': () => [new Error('x'.repeat(HUGE))],
    Buffer: () => Buffer.alloc(HUGE),
    'Buffer in an object': () => ({ a: [{ bytes: Buffer.alloc(HUGE) }] }),
    Float64Array: () => new Float64Array(HUGE / 8),
    'Float64Array in an object': () => ({ a: new Float64Array(HUGE / 8) }),
  }).map(([what, makeValue]) =>
    huge(fails(`100 MB ${what}`, constantFunc(makeValue), TOO_LONG)),
  ),
  huge(
    fails(
      '100 MB StringVar',
      () => stringOf('x'.repeat(HUGE)),
      STRING_TOO_LONG,
    ),
  ),
  huge(
    fails(
      '100 MB custom variable',
      () => textOf(`"${'x'.repeat(HUGE)}"`),
      TEXT_TOO_LONG,
    ),
  ),
  huge(
    fails(
      '100 MB key of a map',
      () => mapWith(1, 'x'.repeat(HUGE), intOf(1)),
      NO_ROOM,
    ),
  ),
  fails(
    'string that no quotes can be put around',
    constantFunc(() => 'x'.repeat(2 ** 29 - 25)),
    TOO_LONG,
  ),
  fails(
    'Buffer that no string can hold in base64',
    constantFunc(() => [new Uint8Array(410_000_000)]),
    TOO_LONG,
  ),
  fails(
    'array as long as can be',
    constantFunc(() => Object.assign(Array(2 ** 32 - 1), [tripwire()])),
    TOO_LONG,
  ),
  fails(
    'Set of 600,000',
    constantFunc(() => new Set([tripwire(), ...Array(600_000).keys()])),
    TOO_LONG,
  ),
  fails(
    'Map of 400,000',
    constantFunc(
      () =>
        new Map(
          /** @type {[unknown, unknown][]} */ ([
            [Symbol('s'), 1],
            ...Array(400_000).entries(),
          ]),
        ),
    ),
    TOO_LONG,
  ),
];

const many = [
  fails(
    'object with 300,000 keys',
    constantFunc(() => objectWith(300_000)),
    TOO_LONG,
  ),
  fails(
    'Float64Array of 200,000 long numbers',
    constantFunc(() => new Float64Array(200_000).fill(0.1 + 0.2)),
    TOO_LONG,
  ),
  fails(
    'map with 300,000 keys',
    lazy(() => mapWith(300_000, '', intOf(1))),
    NO_ROOM,
  ),
  fails(
    'map with long keys',
    () => mapWith(200, 'k'.repeat(10_000), intOf(1)),
    NO_ROOM,
  ),
  omits(
    'map with 100 variables that are too long',
    lazy(() => mapWith(100, '', stringOf('<'.repeat(200_000)))),
    'null',
    failureAt(TOO_MANY_TOO_LONG),
    ...[0, 1, 10, 11, 12, 13, 14, 15, 16].map((key) =>
      failureAt(STRING_TOO_LONG, String(key)),
    ),
  ),
  fails(
    'map with long strings',
    () => mapWith(3000, '', stringOf('x'.repeat(400))),
    NO_ROOM,
  ),
];

/** More than a variable may take, D10 and D11. */
export const sizeVariables = [...unread, ...many];
