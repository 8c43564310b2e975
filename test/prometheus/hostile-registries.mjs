import {
  ExpvarRegistry,
  FuncVar,
  HistogramVar,
  IntVar,
  MapVar,
  RateVar,
  StringVar,
} from 'nestjs-expvar';
import { pickItem } from '../support/random.mjs';

const TEXTS = [
  'jobs',
  'inFlight',
  'in_flight',
  'HTTPPool',
  'total',
  'jobs_total',
  'x_bucket',
  'x',
  '9lives',
  '_',
  '__',
  'le',
  'a.b',
  'a b',
  'a"b',
  'a\\',
  '\\n',
  '{}',
  '# HELP x',
  '# EOF',
  '运行时间',
  '😀',
  'ünï',
  'bytes',
  'info',
  'NaN',
  '-',
  ':',
  'constructor',
];

/** Keys may be anything; names may not. */
const KEYS = [
  ...TEXTS,
  '',
  '\n',
  'a\nb 1',
  '\r\n',
  '\0',
  'a\0b',
  '\u2028',
  '\ud800',
  'a\udfff',
  '\u007f',
  '\ufeff',
  'GET /users/:id',
  ' ',
  'x'.repeat(300),
];

const UNITS = [
  's',
  'ms',
  'By',
  '1',
  '%',
  'By/s',
  '{call}',
  '{call}/s',
  '°',
  'm/s2',
  '/',
  'KiBy',
  'total',
  '"\n',
];

const KINDS = ['counter', 'gauge', 'histogram', 'info'];

const LABELS = ['status', 'key', ['method', 'route'], ['a', 'b', 'c'], 'class'];

/**
 * Creates a registry of random variables with hostile names, keys, values and
 * metadata.
 *
 * @param {() => number} random numbers from 0 to 1
 */
export function createHostileRegistry(random) {
  const registry = new ExpvarRegistry();
  /** @template T @param {readonly T[]} items */
  const pick = (items) => pickItem(items, random);
  /** @param {number} share */
  const chance = (share) => random() < share;

  /** @param {number} depth */
  const createMeta = (depth = 0) => {
    /** @type {Record<string, unknown>} */
    const meta = {};
    if (chance(0.6)) meta['kind'] = pick(KINDS);
    if (chance(0.5)) meta['unit'] = pick(UNITS);
    if (chance(0.3)) meta['description'] = `${pick(KEYS)} .${pick(KEYS)}`;
    if (chance(0.2)) meta['label'] = pick(LABELS);
    if (chance(0.2))
      meta['buckets'] = pick([[1], [0.1, 0.5, 2.5], [1e-9, 1e9]]);
    if (chance(0.05)) meta['metric'] = pick(['jobs_total', 'x', 'a:b', false]);
    if (depth < 2 && chance(0.2)) meta['each'] = createMeta(depth + 1);
    if (depth < 2 && chance(0.2)) {
      meta['members'] = { [pick(KEYS)]: createMeta(depth + 1) };
    }
    return meta;
  };

  const createNumber = () =>
    pick([
      0,
      -0,
      1,
      -1,
      0.1,
      1e21,
      5e-324,
      Number.MAX_VALUE,
      NaN,
      Infinity,
      42,
    ]);

  const createHistogram = () => {
    const histogram = new HistogramVar();
    for (let i = Math.floor(random() * 20); i > 0; i--) {
      histogram.record(
        pick([0, 1, 2, 1024, 5e-324, 1e300, random(), random() * 1e6]),
      );
    }
    for (let i = chance(0.1) ? 70 : 0; i > 0; i--) {
      histogram.merge(histogram);
    }
    return histogram;
  };

  /** @returns {unknown} */
  const createValue = (depth = 0) => {
    if (depth < 3 && chance(0.5)) {
      return Object.fromEntries(
        Array.from({ length: Math.floor(random() * 4) }, () => [
          pick(KEYS),
          createValue(depth + 1),
        ]),
      );
    }
    return pick([
      createNumber(),
      true,
      false,
      null,
      pick(KEYS),
      [1],
      undefined,
    ]);
  };

  /** @returns {import('nestjs-expvar').Var} */
  const createVar = (depth = 0) => {
    switch (Math.floor(random() * (depth < 3 ? 8 : 6))) {
      case 0:
      case 1:
        return new IntVar(pick([0, 1, -5, 2n ** 63n - 1n, 2 ** 53 - 1]));
      case 2:
        return createHistogram();
      case 3: {
        const number = createNumber();
        return new FuncVar(() => number);
      }
      case 4: {
        const text = new StringVar();
        text.set(pick(KEYS));
        return text;
      }
      case 5:
        return new RateVar();
      case 6: {
        const value = createValue();
        return new FuncVar(() => value);
      }
      default: {
        const map = new MapVar();
        for (let i = Math.floor(random() * 5); i > 0; i--) {
          map.set(pick(KEYS), createVar(depth + 1));
        }
        return map;
      }
    }
  };

  for (let i = 1 + Math.floor(random() * 10); i > 0; i--) {
    const name = chance(0.8) ? pick(TEXTS) : `v${Math.floor(random() * 100)}`;
    try {
      if (chance(0.2)) {
        registry.publishInMap(name, pick(KEYS), createVar(), createMeta());
      } else {
        registry.publish(name, createVar(), createMeta());
      }
    } catch (error) {
      // Names and labels are drawn at random, so that some are taken or invalid.
      if (!/reuse of|cannot publish|metadata of/.test(String(error))) {
        throw error;
      }
    }
  }
  return registry;
}
