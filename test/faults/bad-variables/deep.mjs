import { FuncVar, MapVar } from 'nestjs-expvar';
import {
  failureAt,
  fails,
  func,
  gives,
  constantFunc,
  omits,
  lazy,
} from '../bad-variable.mjs';
import { mapOf, textOf } from '../make-variables.mjs';
import {
  TEXT_TOO_DEEP,
  TOO_DEEP,
  VARIABLES_TOO_DEEP,
} from '../failure-reasons.mjs';

const MAX = 100;

/**
 * @param {number} depth
 * @param {any} innermost
 * @param {(value: any) => any} wrap
 */
function nested(depth, innermost, wrap) {
  let value = innermost;
  for (let i = 0; i < depth; i++) {
    value = wrap(value);
  }
  return value;
}

/**
 * Nests maps.
 *
 * @param {number} depth
 * @param {import('nestjs-expvar').Var} innermost
 */
function maps(depth, innermost = new MapVar()) {
  return nested(depth - 1, innermost, (map) => mapOf({ m: map }));
}

/**
 * The JSON of nested maps.
 *
 * @param {number} depth
 */
function mapsText(depth, innermost = '{}') {
  return `${'{"m": '.repeat(depth - 1)}${innermost}${'}'.repeat(depth - 1)}`;
}

/**
 * Values that nest, and their JSON.
 *
 * @typedef {object} Nesting
 * @property {string} what
 * @property {(value: any) => any} wrap
 * @property {string} open
 * @property {string} close
 */

/** @type {readonly Nesting[]} */
const nestings = [
  { what: 'arrays', wrap: (value) => [value], open: '[', close: ']' },
  {
    what: 'objects',
    wrap: (value) => ({ a: value }),
    open: '{"a":',
    close: '}',
  },
  {
    what: 'Maps',
    wrap: (value) => new Map([['a', value]]),
    open: '{"a":',
    close: '}',
  },
  { what: 'Sets', wrap: (value) => new Set([value]), open: '[', close: ']' },
  {
    what: 'toJSON',
    wrap: (value) => ({ toJSON: () => [value] }),
    open: '[',
    close: ']',
  },
];

/** @param {Nesting} nesting */
function shallow({ what, wrap, open, close }) {
  return [99, MAX].map((depth) =>
    gives(
      `${depth} ${what} deep`,
      constantFunc(() => nested(depth, 1, wrap)),
      `${open.repeat(depth)}1${close.repeat(depth)}`,
    ),
  );
}

/** @param {Nesting} nesting */
function deep({ what, wrap }) {
  return [MAX + 1, 1000, 10_000, 200_000].map((depth) =>
    fails(
      `${depth} ${what} deep`,
      constantFunc(() => nested(depth, 1, wrap)),
      TOO_DEEP,
    ),
  );
}

const variables = [
  ...[99, MAX].map((depth) =>
    gives(`${depth} maps deep`, () => maps(depth), mapsText(depth)),
  ),
  ...[MAX + 1, 1000, 10_000, 200_000].map((depth) =>
    omits(
      `${depth} maps deep`,
      lazy(() => maps(depth)),
      mapsText(MAX),
      failureAt(VARIABLES_TOO_DEEP, ...Array(MAX).fill('m')),
    ),
  ),
  gives(
    '100 functions deep',
    () => nested(MAX, 1, (value) => new FuncVar(() => value)),
    '1',
  ),
  ...[MAX + 1, 10_000].map((depth) =>
    fails(
      `${depth} functions deep`,
      () => nested(depth, 1, (value) => new FuncVar(() => value)),
      VARIABLES_TOO_DEEP,
    ),
  ),
  fails(
    'functions without end',
    () => {
      /** @returns {FuncVar} */
      const endless = () => new FuncVar(endless);
      return endless();
    },
    VARIABLES_TOO_DEEP,
  ),
  ...[MAX - 1, MAX].map((depth) =>
    gives(
      `${depth} functions of arrays deep`,
      () => nested(depth, 1, (value) => new FuncVar(() => [value])),
      `${'['.repeat(depth)}1${']'.repeat(depth)}`,
    ),
  ),
  ...[MAX + 1, 10_000].map((depth) =>
    omits(
      `${depth} functions of arrays deep`,
      () => nested(depth, 1, (value) => new FuncVar(() => [value])),
      `${'['.repeat(MAX)}null${']'.repeat(MAX)}`,
      failureAt(
        VARIABLES_TOO_DEEP,
        ...Array(MAX).fill('(a variable in its value)'),
      ),
    ),
  ),
  gives(
    '50 maps and 50 arrays deep',
    () => maps(51, new FuncVar(() => nested(50, 1, (value) => [value]))),
    mapsText(51, `${'['.repeat(50)}1${']'.repeat(50)}`),
  ),
  omits(
    '50 maps and 51 arrays deep',
    () => maps(51, new FuncVar(() => nested(51, 1, (value) => [value]))),
    mapsText(50),
    failureAt(TOO_DEEP, ...Array(50).fill('m')),
  ),
  omits(
    '50 maps and 51 arrays of text deep',
    () => maps(51, textOf(`${'['.repeat(51)}${']'.repeat(51)}`)),
    mapsText(50),
    failureAt(TEXT_TOO_DEEP, ...Array(50).fill('m')),
  ),
];

const custom = [
  ...[99, MAX].map((depth) => {
    // Brackets in a string open nothing.
    const text = `${'['.repeat(depth)}"[{\\"["${']'.repeat(depth)}`;
    return gives(`${depth} deep in custom text`, () => textOf(text), text);
  }),
  ...[MAX + 1, 200].map((depth) =>
    fails(
      `${depth} deep in custom text`,
      () => textOf(`${'['.repeat(depth)}${']'.repeat(depth)}`),
      TEXT_TOO_DEEP,
    ),
  ),
  fails(
    '200000 deep in custom text',
    () => textOf(`${'['.repeat(200_000)}${']'.repeat(200_000)}`),
    /^Error: toString\(\) returned (?:JSON that nests deeper|text that is not JSON)/,
  ),
];

/** Values and variables that nest as deep as allowed, and deeper (D12). */
export const deepVariables = [
  ...nestings.flatMap(shallow),
  ...nestings.flatMap(deep),
  ...variables,
  ...custom,
  fails(
    '10000 arrays deep, beside each other',
    func(() => [
      nested(99, 1, (value) => [value]),
      nested(10_000, 1, (value) => [value]),
    ]),
    TOO_DEEP,
  ),
];
