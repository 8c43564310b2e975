import fc from 'fast-check';
import { Failed, OMITTED } from './outcomes.mjs';

/**
 * The description of a value or a variable, which it is made from.
 *
 * @typedef {{ kind: string } & Record<string, any>} Plan
 *
 * @typedef {[key: string, plan: Plan]} Entry
 */

/**
 * Kinds of values that a function may return. `make` creates a value from a
 * plan. `model` returns its expected JSON as json-reader.mjs does, but with
 * numbers as `{ number }` and exact integers as `{ integer }`. The models
 * follow the documentation and use none of the tested code.
 *
 * @type {Record<string, { make(plan: any): unknown, model(plan: any): unknown }>}
 */
const KINDS = {
  null: { make: () => null, model: () => null },
  boolean: { make: ({ is }) => is, model: ({ is }) => is },
  double: {
    make: ({ number }) => number,
    model: ({ number }) => (Number.isFinite(number) ? { number } : OMITTED),
  },
  bigint: {
    make: ({ integer }) => integer,
    model({ integer }) {
      if (integer >= 2n ** 256n || integer <= -(2n ** 256n)) {
        throw new Failed();
      }
      return { integer };
    },
  },
  text: { make: ({ text }) => text, model: ({ text }) => text.toWellFormed() },
  nothing: {
    make: ({ which }) => [undefined, () => 1, Symbol('no value')][which],
    model: () => OMITTED,
  },
  promise: { make: () => Promise.resolve(1), model: () => OMITTED },
  observable: {
    make: () => ({ '@@observable': () => {}, subscribe() {} }),
    model: () => OMITTED,
  },
  array: {
    make: ({ items }) => items.map(make),
    model: ({ items }) => items.map(elementModel),
  },
  set: {
    // Items are wrapped in lists, because a Set would merge equal items.
    make: ({ items }) =>
      new Set(items.map((/** @type {Plan} */ item) => [make(item)])),
    model: ({ items }) =>
      items.map((/** @type {Plan} */ item) => [elementModel(item)]),
  },
  object: {
    make: ({ entries }) => objectOf(entries),
    model: ({ entries }) => membersModel(inPropertyOrder(entries)),
  },
  proxy: {
    make: ({ entries }) => new Proxy(objectOf(entries), {}),
    model: ({ entries }) => membersModel(inPropertyOrder(entries)),
  },
  map: {
    make: ({ entries, isNumeric }) =>
      new Map([
        ...entries.map((/** @type {Entry} */ [key, plan]) => [key, make(plan)]),
        ...(isNumeric ? [[7, 'number']] : []),
      ]),
    model({ entries, isNumeric }) {
      const all = new Map([
        ...entries,
        ...(isNumeric ? [['7', { kind: 'text', text: 'number' }]] : []),
      ]);
      return membersModel(sortedByKey([...all]));
    },
  },
  date: {
    make: ({ time }) => new Date(time),
    model({ time }) {
      if (Number.isNaN(time)) {
        return OMITTED;
      }
      const text = new Date(time).toISOString();
      return text.replace(/\.000Z$/, 'Z').replace(/(\.\d*?)0+Z$/, '$1Z');
    },
  },
  bytes: {
    make: ({ bytes }) => bytes,
    model: ({ bytes }) => Buffer.from(bytes).toString('base64'),
  },
  doubles: {
    make: ({ numbers }) => Float64Array.from(numbers),
    model: ({ numbers }) =>
      numbers.map((/** @type {number} */ number) =>
        Number.isFinite(number) ? { number } : null,
      ),
  },
  error: {
    make: ({ message }) => new RangeError(message),
    model: ({ message }) => ({
      members: [
        ['name', 'RangeError'],
        ['message', message.toWellFormed()],
      ],
    }),
  },
  boxed: {
    make: ({ plan }) => Object(make(plan)),
    model: ({ plan }) => model(plan),
  },
  toJSON: {
    make: ({ plan }) => ({ toJSON: () => make(plan), unseen: 1 }),
    model: ({ plan }) => model(plan),
  },
  throwing: {
    make: () => ({
      get member() {
        throw new Error('boom');
      },
    }),
    model() {
      throw new Failed();
    },
  },
  cyclic: {
    make() {
      /** @type {unknown[]} */
      const value = [];
      value.push({ value });
      return value;
    },
    model() {
      throw new Failed();
    },
  },
};

/**
 * Creates the value of a plan.
 *
 * @param {Plan} plan
 */
export function make(plan) {
  return KINDS[plan.kind]?.make(plan);
}

/**
 * Returns the expected JSON of a plan.
 *
 * @param {Plan} plan
 * @throws Failed
 */
export function model(plan) {
  return KINDS[plan.kind]?.model(plan);
}

/** Any UTF-16 text, including lone surrogates and control characters. */
export const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 })
    .map((units) => String.fromCharCode(...units)),
  fc.constantFrom('<script>&', '\u2028\u2029', '"\\', '\b\f\n\r\t', ''),
);

export const key = fc.oneof(
  text,
  fc.constantFrom('__proto__', 'constructor', 'toString', '1', '7', '10', 'a'),
);

/**
 * Keys are unique after encoding: lone surrogates all become U+FFFD.
 *
 * @param {fc.Arbitrary<Plan>} value
 */
export function entriesOf(value) {
  return fc.uniqueArray(fc.tuple(key, value), {
    maxLength: 4,
    selector: ([name]) => name.toWellFormed(),
  });
}

const double = fc
  .oneof(
    fc.double(),
    fc.integer().map(Number),
    fc.constantFrom(-0, 5e-324, 1e21, 2 ** 53, NaN, Infinity, -Infinity),
  )
  .map((number) => ({ kind: 'double', number }));

const bigint = fc
  .bigInt({ min: -(2n ** 258n), max: 2n ** 258n })
  .map((integer) => ({ kind: 'bigint', integer }));

const plainText = text.map((value) => ({ kind: 'text', text: value }));

const scalars = [
  fc.constant({ kind: 'null' }),
  fc.boolean().map((is) => ({ kind: 'boolean', is })),
  double,
  bigint,
  plainText,
  fc.nat({ max: 2 }).map((which) => ({ kind: 'nothing', which })),
  fc
    .date({ noInvalidDate: false })
    .filter(
      (date) => !(date.getUTCFullYear() < 0 || date.getUTCFullYear() > 9999),
    )
    .map((date) => ({ kind: 'date', time: date.getTime() })),
  fc.uint8Array({ maxLength: 9 }).map((bytes) => ({ kind: 'bytes', bytes })),
  fc
    .array(fc.double(), { maxLength: 3 })
    .map((numbers) => ({ kind: 'doubles', numbers })),
  text.map((message) => ({ kind: 'error', message })),
  fc.oneof(double, plainText).map((plan) => ({ kind: 'boxed', plan })),
  fc.constant({ kind: 'observable' }),
];

const rare = [
  fc.constant({ kind: 'throwing' }),
  fc.constant({ kind: 'cyclic' }),
];

/** @type {fc.LetrecTypedBuilder<{ nested: Plan }>} */
const builder = (tie) => {
  const inner = tie('nested');
  const entries = entriesOf(inner);
  const items = fc.array(inner, { maxLength: 4 });
  return {
    nested: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      ...scalars.map((arbitrary) => ({ arbitrary, weight: 6 })),
      ...rare.map((arbitrary) => ({ arbitrary, weight: 1 })),
      { arbitrary: fc.constant({ kind: 'promise' }), weight: 1 },
      {
        arbitrary: items.map((list) => ({ kind: 'array', items: list })),
        weight: 8,
      },
      {
        arbitrary: items.map((list) => ({ kind: 'set', items: list })),
        weight: 2,
      },
      {
        arbitrary: entries.map((list) => ({ kind: 'object', entries: list })),
        weight: 8,
      },
      {
        arbitrary: entries.map((list) => ({ kind: 'proxy', entries: list })),
        weight: 2,
      },
      {
        arbitrary: fc.tuple(entries, fc.boolean()).map(([list, isNumeric]) => ({
          kind: 'map',
          entries: list,
          isNumeric,
        })),
        weight: 4,
      },
      {
        arbitrary: inner
          .filter(({ kind }) => kind !== 'toJSON')
          .map((plan) => ({ kind: 'toJSON', plan })),
        weight: 3,
      },
    ),
  };
};
const { nested } = fc.letrec(builder);

/** Promises are excluded, because a promise at top level is awaited. */
export const value = nested.filter(({ kind }) => kind !== 'promise');

/** @param {Entry[]} entries */
function objectOf(entries) {
  const object = {};
  for (const [name, plan] of entries) {
    Object.defineProperty(object, name, {
      value: make(plan),
      enumerable: true,
    });
  }
  return object;
}

/**
 * Sorts entries in the order of JavaScript: keys that are integers come first.
 *
 * @param {Entry[]} entries
 * @returns {Entry[]}
 */
function inPropertyOrder(entries) {
  const plans = new Map(entries);
  const order = Object.keys(objectOf(entries));
  return order.map((name) => [name, plans.get(name) ?? { kind: 'null' }]);
}

/** @param {Entry[]} entries */
function membersModel(entries) {
  return {
    members: entries.flatMap(([name, plan]) => {
      const member = model(plan);
      return member === OMITTED ? [] : [[name.toWellFormed(), member]];
    }),
  };
}

/** @param {Plan} plan */
function elementModel(plan) {
  const element = model(plan);
  return element === OMITTED ? null : element;
}

/**
 * Sorts entries by the UTF-8 bytes of their keys.
 *
 * @param {Entry[]} entries
 */
export function sortedByKey(entries) {
  return entries.toSorted(([a], [b]) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
}
