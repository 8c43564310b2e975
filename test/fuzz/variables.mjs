import fc from 'fast-check';
import { Failed, OMITTED } from './outcomes.mjs';
import { readJson } from './json-reader.mjs';
import { entriesOf, make, model, sortedByKey, text, value } from './values.mjs';

/**
 * @typedef {typeof import('nestjs-expvar')} Package
 * @typedef {import('./values.mjs').Plan} Plan
 * @typedef {import('./values.mjs').Entry} Entry
 */

const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

/**
 * Kinds of variables, as values.mjs has kinds of values. `make` also gets the
 * package.
 *
 * @type {Record<string, { make(expvar: Package, plan: any): import('nestjs-expvar').Var | null, model(plan: any): unknown }>}
 */
const KINDS = {
  null: { make: () => null, model: () => null },
  int: {
    make({ IntVar }, { integers }) {
      const variable = new IntVar();
      integers.forEach((/** @type {number | bigint} */ integer) =>
        variable.add(integer),
      );
      return variable;
    },
    model: ({ integers }) => ({
      integer: BigInt.asIntN(
        64,
        integers.reduce(
          (/** @type {bigint} */ sum, /** @type {number | bigint} */ integer) =>
            sum + BigInt(integer),
          0n,
        ),
      ),
    }),
  },
  float: {
    make({ FloatVar }, { numbers }) {
      const variable = new FloatVar();
      variable.set(numbers[0]);
      numbers
        .slice(1)
        .forEach((/** @type {number} */ number) => variable.add(number));
      return variable;
    },
    model({ numbers }) {
      const number = numbers.reduce(
        (/** @type {number} */ sum, /** @type {number} */ next) => sum + next,
      );
      if (!Number.isFinite(number)) {
        throw new Failed();
      }
      return { number };
    },
  },
  string: {
    make({ StringVar }, plan) {
      const variable = new StringVar();
      variable.set(plan.text);
      return variable;
    },
    model: (plan) => plan.text.toWellFormed(),
  },
  histogram: {
    make({ HistogramVar }, { numbers }) {
      const variable = new HistogramVar();
      numbers.forEach((/** @type {number} */ number) =>
        variable.record(number),
      );
      return variable;
    },
    // Every percentile of at most two values is the least or the greatest one.
    model({ numbers }) {
      const [least = 0, greatest = least] = numbers.toSorted(
        (/** @type {number} */ a, /** @type {number} */ b) => a - b,
      );
      const sum = Math.min(
        numbers.reduce(
          (/** @type {number} */ total, /** @type {number} */ number) =>
            total + number,
          0,
        ),
        Number.MAX_VALUE,
      );
      const mean = numbers.length === 0 ? 0 : sum / numbers.length;
      return {
        members: Object.entries({
          count: numbers.length,
          sum,
          min: least,
          max: greatest,
          mean: Math.min(Math.max(mean, least), greatest),
          p50: least,
          p90: greatest,
          p95: greatest,
          p99: greatest,
        }).map(([name, number]) => [name, { number }]),
      };
    },
  },
  rate: {
    make: ({ RateVar }) => new RateVar(() => 0),
    model: () => ({
      members: ['count', 'rate1m', 'rate5m', 'rate15m'].map((name) => [
        name,
        { number: 0 },
      ]),
    }),
  },
  map: {
    make(expvar, { entries }) {
      const variable = new expvar.MapVar();
      for (const [key, plan] of entries) {
        variable.set(key, makeVariable(expvar, plan));
      }
      return variable;
    },
    model: ({ entries }) => ({
      members: sortedByKey(entries).flatMap(([key, plan]) => {
        try {
          return [[key.toWellFormed(), modelVariable(plan)]];
        } catch {
          return [];
        }
      }),
    }),
  },
  func: {
    make: ({ FuncVar }, { plan, gives }) =>
      new FuncVar(() => RESULTS[gives]?.(plan)),
    model({ plan, gives }) {
      const found =
        gives === 'throws' || gives === 'rejects' ? OMITTED : model(plan);
      if (found === OMITTED) {
        throw new Failed();
      }
      return found;
    },
  },
  custom: {
    make({ Var }, { json }) {
      return new (class extends Var {
        toString() {
          return json;
        }
      })();
    },
    model({ json }) {
      try {
        JSON.parse(json);
      } catch {
        throw new Failed();
      }
      return readJson(json.toWellFormed());
    },
  },
};

/**
 * The ways in which a function returns the value of its plan.
 *
 * @type {Record<string, (plan: Plan) => unknown>}
 */
const RESULTS = {
  returns: make,
  resolves: async (plan) => make(plan),
  settles: (plan) => ({
    // The thenable calls back twice.
    // oxlint-disable-next-line unicorn/no-thenable
    then(
      /** @type {(value: unknown) => void} */ resolve,
      /** @type {(error: Error) => void} */ reject,
    ) {
      resolve(make(plan));
      reject(new Error('too late'));
    },
  }),
  throws() {
    throw new Error('boom');
  },
  rejects: () => Promise.reject(new Error('boom')),
};

/**
 * @param {Package} expvar
 * @param {Plan} plan
 */
export function makeVariable(expvar, plan) {
  return KINDS[plan.kind]?.make(expvar, plan) ?? null;
}

/**
 * @param {Plan} plan
 * @throws Failed
 */
export function modelVariable(plan) {
  return KINDS[plan.kind]?.model(plan);
}

/**
 * Returns the number of variables in a plan, including those of its maps.
 *
 * @param {Plan} plan
 * @returns {number}
 */
export function countOf(plan) {
  return plan.kind === 'map'
    ? plan['entries'].reduce(
        (/** @type {number} */ sum, /** @type {Entry} */ [, each]) =>
          sum + countOf(each),
        1,
      )
    : 1;
}

/** A valid value of a histogram. */
const size = fc
  .double({ min: 0, noNaN: true, noDefaultInfinity: true })
  .map(Math.abs);

const integer = fc.oneof(fc.bigInt(INT64), fc.maxSafeInteger());

/** @type {fc.LetrecTypedBuilder<{ variable: Plan }>} */
const builder = (tie) => ({
  variable: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    {
      arbitrary: fc
        .array(integer, { minLength: 1, maxLength: 4 })
        .map((integers) => ({ kind: 'int', integers })),
      weight: 4,
    },
    {
      arbitrary: fc
        .array(fc.double(), { minLength: 1, maxLength: 3 })
        .map((numbers) => ({ kind: 'float', numbers })),
      weight: 4,
    },
    {
      arbitrary: text.map((found) => ({ kind: 'string', text: found })),
      weight: 4,
    },
    {
      arbitrary: fc
        .tuple(
          value,
          fc.constantFrom(...Object.keys(RESULTS), 'returns', 'returns'),
        )
        .map(([plan, gives]) => ({ kind: 'func', plan, gives })),
      weight: 8,
    },
    {
      arbitrary: fc
        .tuple(fc.jsonValue({ maxDepth: 3 }), fc.nat({ max: 1 }))
        .map(([json, indent]) => ({
          kind: 'custom',
          json: JSON.stringify(json, undefined, indent),
        })),
      weight: 1,
    },
    { arbitrary: text.map((json) => ({ kind: 'custom', json })), weight: 1 },
    { arbitrary: fc.constant({ kind: 'null' }), weight: 1 },
    {
      arbitrary: fc
        .array(size, { maxLength: 2 })
        .map((numbers) => ({ kind: 'histogram', numbers })),
      weight: 2,
    },
    { arbitrary: fc.constant({ kind: 'rate' }), weight: 1 },
    {
      arbitrary: entriesOf(tie('variable')).map((entries) => ({
        kind: 'map',
        entries,
      })),
      weight: 3,
    },
  ),
});
const { variable } = fc.letrec(builder);

const name = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 16 }),
  text,
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '"',
    '\\',
    '1',
    '10',
    '运行时间',
    '👩‍💻',
    'e\u0301',
    'x'.repeat(256),
    'x'.repeat(257),
    '市'.repeat(86),
    'MemStats',
    'CMDLINE',
    'memstat',
  ),
);

/** The names and plans of the variables of one registry. */
export const registry = fc.uniqueArray(fc.record({ name, plan: variable }), {
  maxLength: 40,
  size: 'max',
  selector: (entry) => entry.name,
});

/**
 * Returns true if the documentation allows a name.
 *
 * @param {string} candidate
 */
export function isAllowed(candidate) {
  const bytes = Buffer.byteLength(candidate);
  return (
    bytes >= 1 &&
    bytes <= 256 &&
    candidate.isWellFormed() &&
    !/[\u0000-\u001f\u007f-\u009f]/.test(candidate) &&
    !['cmdline', 'memstats'].includes(candidate.toLowerCase())
  );
}
