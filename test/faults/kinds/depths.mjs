import { FuncVar, MapVar } from 'nestjs-expvar';
import { at, fails, func, gives, holding, lacks, once } from '../kind.mjs';
import { mapOf, textOf } from '../make.mjs';
import { TEXT_TOO_DEEP, TOO_DEEP, VARIABLES_TOO_DEEP } from '../reasons.mjs';

const MAX = 100;
function nested(depth, innermost, wrap) {
  let value = innermost;
  for (let i = 0; i < depth; i++) {
    value = wrap(value);
  }
  return value;
}

/** So many maps, one in the other. */
function maps(depth, innermost = new MapVar()) {
  return nested(depth - 1, innermost, (map) => mapOf({ m: map }));
}

function mapsText(depth, innermost = '{}') {
  return `${'{"m": '.repeat(depth - 1)}${innermost}${'}'.repeat(depth - 1)}`;
}

const wraps = [
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

function shallow({ what, wrap, open, close }) {
  return [99, MAX].map((depth) =>
    gives(
      `${depth} ${what} deep`,
      holding(() => nested(depth, 1, wrap)),
      `${open.repeat(depth)}1${close.repeat(depth)}`,
    ),
  );
}

function deep({ what, wrap }) {
  return [MAX + 1, 1000, 10_000, 200_000].map((depth) =>
    fails(
      `${depth} ${what} deep`,
      holding(() => nested(depth, 1, wrap)),
      TOO_DEEP,
    ),
  );
}

const variables = [
  ...[99, MAX].map((depth) =>
    gives(`${depth} maps deep`, () => maps(depth), mapsText(depth)),
  ),
  ...[MAX + 1, 1000, 10_000, 200_000].map((depth) =>
    lacks(
      `${depth} maps deep`,
      once(() => maps(depth)),
      mapsText(MAX),
      at(VARIABLES_TOO_DEEP, ...Array(MAX).fill('m')),
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
    lacks(
      `${depth} functions of arrays deep`,
      () => nested(depth, 1, (value) => new FuncVar(() => [value])),
      `${'['.repeat(MAX)}null${']'.repeat(MAX)}`,
      at(VARIABLES_TOO_DEEP, ...Array(MAX).fill('(a variable in its value)')),
    ),
  ),
  gives(
    '50 maps and 50 arrays deep',
    () => maps(51, new FuncVar(() => nested(50, 1, (value) => [value]))),
    mapsText(51, `${'['.repeat(50)}1${']'.repeat(50)}`),
  ),
  lacks(
    '50 maps and 51 arrays deep',
    () => maps(51, new FuncVar(() => nested(51, 1, (value) => [value]))),
    mapsText(50),
    at(TOO_DEEP, ...Array(50).fill('m')),
  ),
  lacks(
    '50 maps and 51 arrays of text deep',
    () => maps(51, textOf(`${'['.repeat(51)}${']'.repeat(51)}`)),
    mapsText(50),
    at(TEXT_TOO_DEEP, ...Array(50).fill('m')),
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

/** How deep a value may go, D12. */
export const depthKinds = [
  ...wraps.flatMap(shallow),
  ...wraps.flatMap(deep),
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
