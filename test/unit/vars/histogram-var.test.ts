import fc from 'fast-check';
import { ExpvarRegistry, HistogramVar, MapVar } from 'nestjs-expvar';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { randomFrom } from '../../support/random.mjs';
import { captureWarnings, documentOf } from '../../support/registries.js';

/** The documented relative error of percentiles: 3.1 percent. */
const ERROR = 0.031;
/** Values below this fraction of the greatest one have only their order documented. */
const REACH = 2 ** -39;
/** The least float64 with full precision. */
const LEAST_NORMAL = 2 ** -1022;

const PERCENTS = [50, 90, 95, 99] as const;

const EMPTY =
  '{"count":0,"sum":0,"min":0,"max":0,"mean":0,"p50":0,"p90":0,"p95":0,"p99":0}';

function histogramOf(values: Iterable<number>): HistogramVar {
  const histogram = new HistogramVar();
  for (const value of values) {
    histogram.record(value);
  }
  return histogram;
}

/** Returns the exact percentile by nearest rank. */
function exactPercentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.ceil((sorted.length * percent) / 100);
  return sorted[Math.max(rank, 1) - 1]!;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Fails when a percentile exceeds the documented error. */
function expectPercentiles(
  histogram: HistogramVar,
  values: readonly number[],
): void {
  const max = Math.max(...values);
  for (const percent of [0, 1, 10, 25, ...PERCENTS, 99.5, 100]) {
    const found = histogram.percentile(percent);
    const exact = exactPercentile(values, percent);
    if (exact >= Math.max(max * REACH, LEAST_NORMAL) || exact === 0) {
      const off = Math.abs(found - exact);
      expect(off, `p${percent} of ${exact} is ${found}`).toBeLessThanOrEqual(
        exact * ERROR,
      );
    } else {
      expect(found).toBeGreaterThanOrEqual(exact * (1 - ERROR));
      expect(found).toBeLessThanOrEqual(
        Math.max(max * REACH, LEAST_NORMAL * (1 + ERROR)),
      );
    }
  }
}

describe('a new histogram', () => {
  test('has only zeros', () => {
    const histogram = new HistogramVar();
    expect(histogram.toString()).toBe(EMPTY);
    expect(histogram.percentile(50)).toBe(0);
    expect(histogram.count).toBe(0);
    expect(histogram.sum).toBe(0);
  });

  test('has only zeros in its window', () => {
    const histogram = new HistogramVar({ window: 60 });
    expect(histogram.toString()).toBe(
      `${EMPTY.slice(0, -1)},"window":{"seconds":60,${EMPTY.slice(1)}}`,
    );
  });
});

const random = randomFrom(20_261_123);

function normal(): number {
  return (
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  );
}

/** Distributions of values around 1. */
const shapes: [string, () => number][] = [
  ['uniform', random],
  ['log-normal', () => Math.exp(normal())],
  ['wide log-normal', () => Math.exp(4 * normal())],
  [
    'bimodal',
    () => (random() < 0.7 ? 0.001 : 1) * (1 + 0.1 * Math.abs(normal())),
  ],
  ['exponential', () => -Math.log(1 - random())],
  ['three values', () => [0.5, 1, 1.0625][Math.floor(random() * 3)]!],
];

describe.each([1e-300, 1e-9, 1, 1e9, 1e300])(
  'around the value %d',
  (magnitude) => {
    test.each(shapes)(
      'percentiles of %s values are within 3.1 percent',
      (_shape, draw) => {
        for (const count of [2, 3, 10, 99, 100, 101, 10_000]) {
          const values = Array.from(
            { length: count },
            () => draw() * magnitude,
          );
          const histogram = histogramOf(values);
          const { value } = histogram;
          const sum = sumOf(values);
          expect(value).toMatchObject({
            count,
            sum,
            min: Math.min(...values),
            max: Math.max(...values),
            mean: Math.min(Math.max(sum / count, value.min), value.max),
          });
          expectPercentiles(histogram, values);
          expect(PERCENTS.map((percent) => value[`p${percent}`])).toEqual(
            PERCENTS.map((percent) => histogram.percentile(percent)),
          );
        }
      },
    );

    test.each([1, 2, 7, 1000])(
      'all figures of %d equal values are exact',
      (count) => {
        const value = magnitude * 1.2345;
        const histogram = histogramOf(Array<number>(count).fill(value));
        expect(histogram.value).toMatchObject({
          count,
          min: value,
          max: value,
          mean: value,
          p50: value,
          p90: value,
          p95: value,
          p99: value,
        });
        expect(histogram.sum / (value * count)).toBeCloseTo(1, 12);
      },
    );
  },
);

/** Returns the neighbours of a float64 among all float64. */
function neighbours(value: number): { below: number; above: number } {
  const float = new Float64Array([value]);
  const bits = new BigInt64Array(float.buffer);
  const moved = (by: bigint): number => {
    float[0] = value;
    bits[0]! += by;
    return float[0];
  };
  return { below: moved(-1n), above: moved(1n) };
}

/** All upper bounds of buckets in some octaves, with the lower bounds. */
const bucketBounds = [-1021, -1000, -1, 0, 1, 10, 52, 1022].flatMap((octave) =>
  Array.from({ length: 16 }, (_, i) => ({
    lower: (1 + i / 16) * 2 ** octave,
    upper: (1 + (i + 1) / 16) * 2 ** octave,
  })),
);

/** Returns a percentile that is the midpoint of the bucket of a value. */
function midpointFor(value: number): number {
  // The least and the greatest value are exact; the value in between is not.
  const histogram = histogramOf([
    value / 1e9,
    value,
    value,
    value,
    value * 1.5,
  ]);
  return histogram.percentile(50);
}

describe('a bucket', () => {
  test('includes its upper bound and excludes its lower bound', () => {
    for (const { lower, upper } of bucketBounds) {
      const inside = midpointFor(neighbours(lower).above);
      expect(inside).toBeGreaterThan(lower);
      expect(inside).toBeLessThan(upper);
      expect(midpointFor((lower + upper) / 2)).toBe(inside);
      expect(midpointFor(neighbours(upper).below)).toBe(inside);
      expect(midpointFor(upper)).toBe(inside);
      expect(midpointFor(neighbours(upper).above)).toBeGreaterThan(upper);
    }
  });

  test('has its midpoint within 1/33 of each of its values', () => {
    for (const { lower, upper } of bucketBounds) {
      const midpoint = midpointFor(upper);
      expect(1 - midpoint / upper).toBeLessThan(1 / 33 + 1e-9);
      expect(midpoint / lower - 1).toBeLessThan(1 / 33 + 1e-9);
    }
  });

  test('of 1, 2 and 1024 ends with the value', () => {
    for (const value of [1, 2, 1024]) {
      expect(midpointFor(value)).toBeLessThan(value);
      expect(midpointFor(value)).toBeGreaterThan(value * (1 - 1 / 32));
    }
  });

  test('that ends with the greatest float64 includes it', () => {
    const max = Number.MAX_VALUE;
    const histogram = histogramOf([1, max, max, 1e308]);
    expect(histogram.count).toBe(4);
    expect(histogram.percentile(100)).toBe(max);
    expect(histogram.percentile(75) / max).toBeGreaterThan(1 - 1 / 33);
  });
});

describe('percentiles are by nearest rank', () => {
  test.each([
    [0, 1],
    [10, 1],
    [10.1, 2],
    [50, 16],
    [51, 32],
    [90, 256],
    [90.1, 512],
    [100, 512],
  ])('percentile %d of ten powers of two is %d', (percent, expected) => {
    const histogram = histogramOf([1, 2, 4, 8, 16, 32, 64, 128, 256, 512]);
    const found = histogram.percentile(percent);
    expect(Math.abs(found - expected)).toBeLessThanOrEqual(expected * ERROR);
  });

  test('the least and the greatest percentile are exact', () => {
    const histogram = histogramOf([1.01, 1.5, 1.99]);
    expect(histogram.percentile(0)).toBe(1.01);
    expect(histogram.percentile(33)).toBe(1.01);
    expect(histogram.percentile(67)).toBe(1.99);
    expect(histogram.percentile(100)).toBe(1.99);
  });
});

describe('zeros', () => {
  test.each([0, -0])(
    'are counted when they are the only values: %o',
    (zero) => {
      expect(histogramOf([zero, zero]).toString()).toBe(
        EMPTY.replace('"count":0', '"count":2'),
      );
    },
  );

  test('are counted beside other values', () => {
    const histogram = histogramOf([...Array<number>(90).fill(0), 8, 8, 8, 8]);
    histogram.record(-0);
    expect(histogram.value).toMatchObject({
      count: 95,
      sum: 32,
      min: 0,
      max: 8,
      p50: 0,
      p90: 0,
      p99: 8,
    });
  });

  test('are below the least float64', () => {
    const histogram = histogramOf([5e-324, 5e-324, 0, 0, 0, 0, 0]);
    expect(histogram.count).toBe(7);
    expect(histogram.percentile(50)).toBe(0);
    expect(histogram.value).toMatchObject({ min: 0, max: 5e-324 });
  });
});

describe('at the limits of float64', () => {
  test('subnormal values are counted, and percentiles do not exceed the greatest', () => {
    const values = [5e-324, 1e-320, 1e-310, 2e-308];
    const { value } = histogramOf(values);
    expect(value).toMatchObject({ count: 4, min: 5e-324, max: 2e-308 });
    expect(value.sum).toBe(sumOf(values));
    expect(value.p50).toBeLessThanOrEqual(2e-308);
    expect(value.p50).toBeGreaterThanOrEqual(1e-320);
  });

  test('a sum that overflows is the greatest float64', () => {
    const histogram = histogramOf([
      Number.MAX_VALUE,
      Number.MAX_VALUE,
      Number.MAX_VALUE,
    ]);
    const max = Number.MAX_VALUE;
    expect(histogram.value).toMatchObject({
      count: 3,
      sum: max,
      min: max,
      max,
      mean: max,
      p50: max,
      p99: max,
    });
    histogram.merge(histogram);
    expect(histogram.sum).toBe(max);
    histogram.record(1);
    expect(histogram.sum).toBe(max);
  });

  test('the least and the greatest float64 are counted together', () => {
    const histogram = histogramOf([
      5e-324,
      Number.MAX_VALUE,
      0,
      Number.MAX_VALUE / 2,
    ]);
    expect(histogram.value).toMatchObject({
      count: 4,
      min: 0,
      max: Number.MAX_VALUE,
      p99: Number.MAX_VALUE,
    });
    expectPercentiles(histogram, [
      5e-324,
      Number.MAX_VALUE,
      0,
      Number.MAX_VALUE / 2,
    ]);
  });
});

describe('values over more than 40 octaves', () => {
  const values = Array.from(
    { length: 400 },
    (_, i) => (1 + random()) * 2 ** (i / 4 - 50),
  );
  const orders: [string, number[]][] = [
    ['rising', values],
    ['falling', values.toReversed()],
    [
      'from both ends',
      values.map((_, i) => values.at(i % 2 === 0 ? i / 2 : -(i + 1) / 2)!),
    ],
    [
      'from the middle',
      values.map((_, i) => values[200 + (i % 2 === 0 ? i / 2 : -(i + 1) / 2)]!),
    ],
  ];

  test.each(orders)('are counted when they come %s', (_order, ordered) => {
    const histogram = histogramOf(ordered);
    expect(histogram.value).toMatchObject({
      count: values.length,
      sum: sumOf(ordered),
      min: Math.min(...values),
      max: Math.max(...values),
    });
    expectPercentiles(histogram, values);
    // These percentiles are large enough to have the documented error.
    for (let percent = 62; percent <= 100; percent++) {
      const exact = exactPercentile(values, percent);
      expect(exact).toBeGreaterThan(Math.max(...values) * REACH);
      expect(
        Math.abs(histogram.percentile(percent) - exact),
      ).toBeLessThanOrEqual(exact * ERROR);
    }
  });

  test('give the same figures in every order', () => {
    const [first, ...figures] = orders.map(([, ordered]) => {
      const { sum: _sum, mean: _mean, ...rest } = histogramOf(ordered).value;
      return rest;
    });
    for (const other of figures) {
      expect(other).toEqual(first);
    }
  });

  test('have percentiles between the small values and the limit of exactness', () => {
    const histogram = histogramOf([1e-30, 2e-30, 3e-30, 1]);
    expect(histogram.percentile(50)).toBeGreaterThan(2e-30);
    expect(histogram.percentile(50)).toBeLessThan(2 ** -39);
    expect(histogram.percentile(25)).toBe(1e-30);
    expect(histogram.percentile(100)).toBe(1);
  });
});

describe('counts beyond 32 bits', () => {
  test('are exact when recording reaches them', () => {
    const histogram = histogramOf([1]);
    for (let i = 0; i < 31; i++) {
      histogram.merge(histogram);
      histogram.record(1);
    }
    expect(histogram.count).toBe(2 ** 32 - 1);
    for (let more = 0; more < 3; more++) {
      histogram.record(1);
      expect(histogram.count).toBe(2 ** 32 + more);
      expect(histogram.sum).toBe(2 ** 32 + more);
    }
    histogram.merge(histogram);
    expect(histogram.count).toBe(2 ** 33 + 4);
  });

  test('are exact when recording passes 2^31', () => {
    const histogram = histogramOf([1]);
    for (let i = 0; i < 30; i++) {
      histogram.merge(histogram);
      histogram.record(1);
    }
    histogram.record(1);
    histogram.record(1);
    expect(histogram.count).toBe(2 ** 31 + 1);
  });

  test('are exact when merging reaches them', () => {
    const histogram = histogramOf([0, 1, 2, 2, 4, 4, 4, 4]);
    const other = new HistogramVar();
    for (let i = 0; i < 17; i++) {
      other.merge(histogram);
      histogram.merge(other);
    }
    // Merging the two histograms into each other 17 times gives Fibonacci numbers.
    expect(histogram.count).toBe(8 * 9_227_465);
    for (let i = 0; i < 33; i++) {
      histogram.merge(histogram);
    }
    const times = 9_227_465 * 2 ** 33;
    expect(histogram.count).toBe(8 * times);
    expect(histogram.sum).toBe(21 * times);
    expect(histogram.percentile(12.5)).toBe(0);
    for (const [percent, exact] of [
      [12.6, 1],
      [25, 1],
      [25.1, 2],
      [50, 2],
      [50.1, 4],
    ] as const) {
      const found = histogram.percentile(percent);
      expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * ERROR);
    }
  });

  test('are not changed when the buckets move', () => {
    const histogram = histogramOf([1, 1, 1, 8]);
    for (let i = 0; i < 33; i++) {
      histogram.merge(histogram);
    }
    // This moves the buckets up, until 1 and 8 share the lowest one.
    histogram.record(2 ** 25);
    histogram.record(2 ** 38);
    expect(histogram.count).toBe(2 ** 35 + 2);
    expect(Math.abs(histogram.percentile(74) - 1)).toBeLessThan(ERROR);
    expect(Math.abs(histogram.percentile(80) - 8)).toBeLessThan(8 * ERROR);
    histogram.record(2 ** 100);
    histogram.record(2 ** 61.5);
    expect(histogram.count).toBe(2 ** 35 + 4);
    histogram.merge(histogram);
    expect(histogram.count).toBe(2 ** 36 + 8);
    expect(histogram.percentile(80)).toBeLessThan(2 ** 61);
    // The lowest bucket still counts.
    histogram.record(1);
    expect(histogram.count).toBe(2 ** 36 + 9);
  });

  test('never exceed the greatest float64', () => {
    const histogram = histogramOf([0, 1, 3, 3, 5, 5]);
    for (let i = 0; i < 1100; i++) {
      histogram.merge(histogram);
      const { p50, p99, ...value } = histogram.value;
      expect(p50).toBeGreaterThan(0);
      expect(Math.abs(p99 - 5)).toBeLessThanOrEqual(5 * ERROR);
      expect(Object.values(value).every(Number.isFinite)).toBe(true);
    }
    expect(histogram.count).toBe(Number.MAX_VALUE);
    expect(histogram.toString()).not.toContain('null');
  });
});

describe('merge', () => {
  test('adds all values of the other histogram and leaves that unchanged', () => {
    const a = histogramOf([1, 2, 4]);
    const b = histogramOf([0, 8, 1000]);
    const before = b.toString();
    a.merge(b);
    expect(a.toString()).toBe(histogramOf([1, 2, 4, 0, 8, 1000]).toString());
    expect(b.toString()).toBe(before);
    a.record(9);
    expect(b.toString()).toBe(before);
  });

  test('accepts empty histograms', () => {
    const values = [3, 1.5, 0];
    const histogram = histogramOf(values);
    histogram.merge(new HistogramVar());
    expect(histogram.toString()).toBe(histogramOf(values).toString());
    const empty = new HistogramVar();
    empty.merge(histogram);
    expect(empty.toString()).toBe(histogramOf(values).toString());
    const both = new HistogramVar();
    both.merge(new HistogramVar());
    expect(both.toString()).toBe(EMPTY);
  });

  test('of a histogram into itself doubles its values', () => {
    const values = [0, 1, 2, 3, 1e20, 1e-20];
    const histogram = histogramOf(values);
    histogram.merge(histogram);
    expect(histogram.toString()).toBe(
      histogramOf(values.flatMap((value) => [value, value])).toString(),
    );
  });

  test('keeps the greater values exact when both span too much', () => {
    const low = Array.from({ length: 100 }, (_, i) => 1.1 ** i * 1e-9);
    const high = Array.from({ length: 100 }, (_, i) => 1.1 ** i * 1e9);
    for (const [first, second] of [
      [low, high],
      [high, low],
    ] as const) {
      const histogram = histogramOf(first);
      histogram.merge(histogramOf(second));
      expect(histogram.count).toBe(200);
      expect(histogram.percentile(0)).toBe(1e-9);
      expectPercentiles(histogram, [...low, ...high]);
    }
  });

  test('adds the rejected values', () => {
    const a = histogramOf([1, -1]);
    a.merge(histogramOf([NaN, -2, 3]));
    expect(a.value).toMatchObject({ count: 2, rejected: 3 });
  });

  test.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [5, '5'],
    ['x', 'the string "x"'],
    [{}, 'an object'],
    [new MapVar(), 'an object'],
  ])('refuses %s with a TypeError', (other, description) => {
    const histogram = histogramOf([1]);
    const merge = () => histogram.merge(other as never);
    expect(merge).toThrow(TypeError);
    expect(merge).toThrow(
      `HistogramVar.merge takes a HistogramVar; it got ${description}`,
    );
    expect(histogram.count).toBe(1);
  });
});

const anyValue = fc.oneof(
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: 0, max: 1e6, noNaN: true }),
  fc.nat({ max: 20 }),
  fc.integer({ min: -60, max: 60 }).map((exponent) => 2 ** exponent),
  fc.constantFrom(0, -0, 5e-324, LEAST_NORMAL, Number.MAX_VALUE),
);

describe('any values', () => {
  test('have an exact count, sum, minimum and maximum, and ascending percentiles', () => {
    fc.assert(
      fc.property(
        fc.array(anyValue, { minLength: 1, maxLength: 60 }),
        (values) => {
          const histogram = histogramOf(values);
          const { value } = histogram;
          expect(value.count).toBe(values.length);
          expect(value.min).toBe(Math.min(...values.map(Math.abs)));
          expect(value.max).toBe(Math.max(...values.map(Math.abs)));
          expect(value.sum).toBe(
            Math.min(sumOf(values.map(Math.abs)), Number.MAX_VALUE),
          );
          expect(value.mean).toBeGreaterThanOrEqual(value.min);
          expect(value.mean).toBeLessThanOrEqual(value.max);
          const ascending = [
            value.min,
            value.p50,
            value.p90,
            value.p95,
            value.p99,
            value.max,
          ];
          expect(ascending).toEqual(ascending.toSorted((a, b) => a - b));
          expectPercentiles(histogram, values);
          expect(JSON.parse(histogram.toString())).toEqual(value);
          expect(histogram.toString()).not.toMatch(/null|NaN|Infinity|-0\b/);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('have ascending percentiles', () => {
    fc.assert(
      fc.property(
        fc.array(anyValue, { maxLength: 40 }),
        fc.array(fc.double({ min: 0, max: 100, noNaN: true }), {
          minLength: 2,
          maxLength: 20,
        }),
        (values, percents) => {
          const histogram = histogramOf(values);
          const found = percents
            .toSorted((a, b) => a - b)
            .map((percent) => histogram.percentile(percent));
          expect(found).toEqual(found.toSorted((a, b) => a - b));
        },
      ),
    );
  });

  test('give the same figures whether they are merged or recorded, in any order', () => {
    const operation = fc.oneof(
      fc.record({
        kind: fc.constant('record'),
        value: anyValue,
        to: fc.nat(1),
      }),
      fc.record({
        kind: fc.constant('merge'),
        from: fc.nat(1),
        to: fc.nat(1),
      }),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 30 }), (operations) => {
        const histograms = [new HistogramVar(), new HistogramVar()] as const;
        const models: [number[], number[]] = [[], []];
        for (const operation of operations) {
          const to = operation.to as 0 | 1;
          if ('value' in operation) {
            histograms[to].record(operation.value);
            models[to].push(operation.value);
          } else {
            const from = operation.from as 0 | 1;
            if (models[to].length + models[from].length <= 500) {
              histograms[to].merge(histograms[from]);
              models[to] = [...models[to], ...models[from]];
            }
          }
        }
        for (const [i, model] of models.entries()) {
          const { sum, mean: _mean, ...rest } = histograms[i as 0 | 1].value;
          const all = histogramOf(model).value;
          expect(all).toMatchObject(rest);
          expect(rest.count).toBe(model.length);
          expect(Math.abs(sum - all.sum)).toBeLessThanOrEqual(all.sum * 1e-12);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a value that is negative or not finite', () => {
  test.each([-1, -5e-324, -1e300, NaN, Infinity, -Infinity])(
    '%d is dropped and counted as rejected',
    (value) => {
      for (const before of [
        [],
        [1, 2],
        [0],
        [1e300, 1e308, Number.MAX_VALUE],
        [5e-324, 1e-308],
      ]) {
        for (const options of [{}, { window: 10 }]) {
          const histogram = new HistogramVar(options);
          before.forEach((each) => histogram.record(each));
          const unchanged = histogram.value;
          histogram.record(value);
          histogram.record(value);
          expect(histogram.rejected).toBe(2);
          expect(histogram.value).toEqual({ ...unchanged, rejected: 2 });
          const { window, ...figures } = unchanged;
          expect(histogram.toString()).toBe(
            JSON.stringify({ ...figures, rejected: 2, window }),
          );
        }
      }
    },
  );

  test('is not in the document before the first one', () => {
    const histogram = histogramOf([1]);
    expect(histogram.rejected).toBe(0);
    expect(Object.keys(histogram.value)).not.toContain('rejected');
  });

  test('is logged when a document is written, with the path of the histogram', async () => {
    const warnings = captureWarnings();
    const registry = new ExpvarRegistry();
    registry.newHistogram('latency').record(-1);
    const nested = histogramOf([NaN, Infinity, 1]);
    registry.newMap('map').set('nested', nested);
    registry.newMap('other').add('int');
    registry.func('func', () => histogramOf([-1]));
    registry.func('list', () => [histogramOf([-1])]);
    await documentOf(registry);
    const dropped = (count: number) =>
      `has dropped ${count} values that were negative or not finite; record finite values of 0 or more`;
    expect(warnings).toEqual([
      `variable "func" ${dropped(1)}`,
      `variable "latency" ${dropped(1)}`,
      `variable "list"."(a variable in its value)" ${dropped(1)}`,
      `variable "map"."nested" ${dropped(2)}`,
    ]);
  });

  test('is logged again a minute later, if another one was dropped', async () => {
    const warnings = captureWarnings();
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    const registry = new ExpvarRegistry();
    const histogram = registry.newHistogram('latency');
    histogram.record(-1);
    await documentOf(registry);
    histogram.record(-1);
    await documentOf(registry);
    expect(warnings).toHaveLength(1);
    now = 61_000;
    await documentOf(registry);
    expect(warnings).toHaveLength(1);
    histogram.record(-1);
    await documentOf(registry);
    expect(warnings).toHaveLength(2);
    expect(warnings[1]).toContain('has dropped 3 values');
  });
});

describe('wrong arguments', () => {
  test.each<[unknown, string]>([
    ['1', 'HistogramVar.record takes a number; it got the string "1"'],
    [1n, 'it got 1n'],
    [null, 'it got null'],
    [undefined, 'it got undefined'],
    [[1], 'it got an array'],
    [{ valueOf: () => 1 }, 'it got an object'],
  ])('of record such as %s are refused', (value, message) => {
    for (const options of [{}, { window: 10 }]) {
      const histogram = new HistogramVar(options);
      const record = () => histogram.record(value as number);
      expect(record).toThrow(TypeError);
      expect(record).toThrow(message);
      expect(histogram.value).toMatchObject({ count: 0 });
      expect(histogram.rejected).toBe(0);
    }
  });

  test.each([
    [-1, '-1'],
    [100.5, '100.5'],
    [NaN, 'NaN'],
    [Infinity, 'Infinity'],
    ['50', 'the string "50"'],
    [null, 'null'],
    [undefined, 'undefined'],
    [50n, '50n'],
    [Object.create(null), 'an object'],
  ])('of percentile such as %s are refused', (percent, description) => {
    const find = () => histogramOf([1, 2, 3]).percentile(percent as number);
    expect(find).toThrow(RangeError);
    expect(find).toThrow(
      `HistogramVar.percentile takes a percentage from 0 to 100, such as 99.9; it got ${description}`,
    );
  });

  test.each([
    [0, '0'],
    [-1, '-1'],
    [NaN, 'NaN'],
    [Infinity, 'Infinity'],
    [1e-300, '1e-300'],
    ['60', 'the string "60"'],
    [null, 'null'],
    [true, 'true'],
    [Object.create(null), 'an object'],
  ])('the constructor refuses a window of %s', (window, description) => {
    const construct = () => new HistogramVar({ window });
    expect(construct).toThrow(RangeError);
    expect(construct).toThrow(
      `HistogramVar: window must be a number of seconds, 0.001 or more; it is ${description}`,
    );
  });
});

describe('the options', () => {
  test.each([
    [
      { windw: 60 },
      'HistogramVar has no option "windw"; did you mean "window"?',
    ],
    [60, 'HistogramVar takes options such as { window: 60 }, not 60'],
    [null, 'HistogramVar takes options such as { window: 60 }, not null'],
  ])('of %o are refused', (options, message) => {
    expect(() => new HistogramVar(options as never)).toThrow(
      new TypeError(`expvar: ${message}`),
    );
  });
});

describe('the window', () => {
  /** Returns a histogram with a clock that the test sets, in milliseconds. */
  function windowed(seconds: number, start = 0) {
    const clock = { now: start };
    const histogram = new HistogramVar({ window: seconds }, () => clock.now);
    return {
      clock,
      histogram,
      count: () => histogram.value.window!.count,
    };
  }

  test.each([0.001, 0.1, 1, 10, 60, 86_400])(
    'of %d s includes a value for that time, with a tolerance of a tenth',
    (seconds) => {
      const ms = seconds * 1000;
      for (const start of [0, 0.05, 0.1, 3.14, 1e6]) {
        const { clock, histogram, count } = windowed(seconds, start * ms);
        histogram.record(7);
        for (const part of [0, 0.5, 0.85, 0.899]) {
          clock.now = (start + part) * ms;
          expect(count()).toBe(1);
        }
        for (const part of [1.001, 1.1, 1.95, 2, 10.05, 1e9]) {
          clock.now = (start + part) * ms;
          expect(count()).toBe(0);
        }
        expect(histogram.count).toBe(1);
      }
    },
  );

  test('has the same figures as the histogram of all values', () => {
    const { clock, histogram } = windowed(10);
    const early = [1, 2, 3];
    const late = [50, 60.5, 0];
    early.forEach((value) => histogram.record(value));
    clock.now = 20_000;
    late.forEach((value) => histogram.record(value));
    expect(histogram.value).toEqual({
      ...histogramOf([...early, ...late]).value,
      window: { seconds: 10, ...histogramOf(late).value },
    });
    expect(Object.keys(histogram.value.window!)).toEqual([
      'seconds',
      'count',
      'sum',
      'min',
      'max',
      'mean',
      'p50',
      'p90',
      'p95',
      'p99',
    ]);
  });

  test('includes exactly the recent values for any records and reads', () => {
    const step = fc.record({
      // Most waits are shorter than the window, and some are far longer.
      wait: fc.oneof(
        { arbitrary: fc.integer({ min: 0, max: 3000 }), weight: 6 },
        { arbitrary: fc.integer({ min: 0, max: 1e12 }), weight: 1 },
      ),
      value: fc.integer({ min: 1, max: 100 }),
      isRead: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.array(step, { maxLength: 60 }),
        (start, steps) => {
          const read = windowed(10, start);
          const unread = windowed(10, start);
          const recorded: { at: number; value: number }[] = [];
          const check = (now: number) => {
            const ages = recorded.map(({ at }) => now - at);
            const window = read.histogram.value.window!;
            const young = recorded.filter(({ at }) => now - at < 9000);
            expect(window.count).toBeGreaterThanOrEqual(young.length);
            expect(window.count).toBeLessThanOrEqual(
              ages.filter((age) => age < 10_000).length,
            );
            const values = recorded
              .slice(recorded.length - window.count)
              .map(({ value }) => value);
            expect(window).toEqual({
              seconds: 10,
              ...histogramOf(values).value,
            });
          };
          let now = start;
          for (const { wait, value, isRead } of steps) {
            now += wait;
            read.clock.now = now;
            unread.clock.now = now;
            read.histogram.record(value);
            unread.histogram.record(value);
            recorded.push({ at: now, value });
            if (isRead) {
              check(now);
            }
          }
          read.clock.now = now + 5000;
          unread.clock.now = now + 5000;
          check(now + 5000);
          expect(unread.histogram.value).toEqual(read.histogram.value);
          expect(read.histogram.count).toBe(recorded.length);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('that is absent never reads the clock', () => {
    const histogram = new HistogramVar({}, () => {
      throw new Error('the clock was read');
    });
    histogram.record(1);
    expect(histogram.value).not.toHaveProperty('window');
  });

  test('is not merged', () => {
    const a = windowed(10);
    const b = windowed(10);
    a.histogram.record(1);
    b.histogram.record(2);
    a.histogram.merge(b.histogram);
    expect(a.histogram.count).toBe(2);
    expect(a.count()).toBe(1);
  });

  test('follows the clock of the process', () => {
    const histogram = new HistogramVar({ window: 3600 });
    histogram.record(5);
    expect(histogram.value.window).toMatchObject({ seconds: 3600, count: 1 });
  });
});

describe('in a document', () => {
  const FIVE =
    '{"count":1,"sum":5,"min":5,"max":5,"mean":5,"p50":5,"p90":5,"p95":5,"p99":5}';

  test('a histogram is compact at top level, in a map and in a value', async () => {
    const registry = new ExpvarRegistry();
    const histogram = registry.newHistogram('latency');
    const map = registry.newMap('map');
    map.set('b', histogram);
    map.set('a', new HistogramVar());
    registry.func('value', () => [histogram]);
    histogram.record(5);
    expect(await documentOf(registry)).toBe(
      `{\n"latency": ${FIVE},\n"map": {"a": ${EMPTY}, "b": ${FIVE}},\n"value": [${FIVE}]\n}\n`,
    );
    expect(map.toString()).toBe(`{"a": ${EMPTY}, "b": ${FIVE}}`);
  });

  test('numbers are written as Go marshals them', () => {
    expect(histogramOf([1e21]).toString()).toContain('"sum":1e+21');
    expect(histogramOf([1e-7]).toString()).toContain('"min":1e-7');
    expect(histogramOf([1e-6]).toString()).toContain('"max":0.000001');
  });

  test('JSON.stringify writes the same', () => {
    const histogram = histogramOf([5]);
    expect(JSON.stringify({ histogram })).toBe(`{"histogram":${FIVE}}`);
  });

  test('a subclass that overrides toString is written with its text', async () => {
    const warnings = captureWarnings();
    class Short extends HistogramVar {
      override toString(): string {
        return `[${this.count}]`;
      }
    }
    class Bad extends HistogramVar {
      override toString(): string {
        return `${super.toString()},`;
      }
    }
    const registry = new ExpvarRegistry();
    registry.publish('short', new Short());
    registry.publish('bad', new Bad());
    registry.publish('plain', new (class extends HistogramVar {})());
    expect(await documentOf(registry)).toBe(
      `{\n"bad": null,\n"plain": ${EMPTY},\n"short": [0]\n}\n`,
    );
    expect(warnings).toEqual([
      'variable "bad" failed: Error: toString() returned text that is not JSON',
    ]);
  });

  test('a subclass that overrides value does not change the document', async () => {
    class Named extends HistogramVar {
      override get value() {
        return { ...super.value, name: 'Ģ' };
      }
    }
    const registry = new ExpvarRegistry();
    registry.publish('named', new Named());
    expect(await documentOf(registry)).toBe(`{\n"named": ${EMPTY}\n}\n`);
  });
});
