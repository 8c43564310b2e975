import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type {
  Interval,
  IntervalRow,
  IntervalSeries,
} from '../../../src/dashboard/protocol/types.js';
import {
  callRows,
  callsByInterval,
  type IntervalSegment,
  sortCallRows,
  splitRoute,
} from '../../state/intervals.js';
import { keepOrder } from '../../state/natural-order.js';

/** The key of a value's bucket: the exponent and four bits of the mantissa. */
function bucketOf(value: number): number {
  const view = new DataView(new ArrayBuffer(8));
  // A bucket includes its upper bound.
  view.setFloat64(0, value * (1 - Number.EPSILON / 2));
  return view.getUint32(0) >>> 16;
}

function rowOf(
  id: number,
  latencies: readonly number[],
  more: Partial<IntervalRow> = {},
): IntervalRow {
  return {
    id,
    count: latencies.length,
    errors: 0,
    clientErrors: 0,
    aborted: 0,
    bytes: 0,
    sum: latencies.reduce((sum, value) => sum + value, 0),
    max: Math.max(0, ...latencies),
    buckets: latencies.flatMap((value) => [bucketOf(value), 1]),
    ...more,
  };
}

function route(id: number, name: string): IntervalSeries {
  return { id, kind: 'route', path: ['http', 'routes', name], unit: 's' };
}

/** Intervals of 10 s, the first of which ends at 10 s. */
function segment(
  series: readonly IntervalSeries[],
  rowsOfIntervals: readonly (readonly IntervalRow[])[],
  offset = 0,
): IntervalSegment {
  const intervals = rowsOfIntervals.map((rows, index): Interval => ({
    mono: (index + 1) * 10_000,
    wall: 0,
    seconds: 10,
    rows,
  }));
  const intervalSeries = new Map(series.map((entry) => [entry.id, entry]));
  return { store: { intervals, intervalSeries }, offset };
}

const ALL = { from: -Infinity, to: Infinity };

function percentilesOf(
  rowsOfIntervals: readonly (readonly IntervalRow[])[],
): number[] {
  const [row] = callRows(
    [segment([route(0, 'GET /a')], rowsOfIntervals)],
    ALL,
    'route',
  );
  return [row!.p50, row!.p95, row!.p99, row!.max];
}

describe('percentiles', () => {
  test('are those of all latencies, and not the mean of percentiles', () => {
    // The mean of the medians would be 0.505 s.
    const fast = rowOf(
      0,
      Array.from({ length: 99 }, () => 0.01),
    );
    const slow = rowOf(0, [1]);
    const [p50, p95, p99, max] = percentilesOf([[fast], [slow]]);
    expect(p50! / 0.01).toBeCloseTo(1, 1);
    expect(p95! / 0.01).toBeCloseTo(1, 1);
    expect(p99! / 0.01).toBeCloseTo(1, 1);
    expect(max).toBe(1);
  });

  test('differ from those of the sorted values by at most 3.1 %', () => {
    const latency = fc.double({ min: 1e-6, max: 1e4, noNaN: true });
    const interval = fc.array(latency, { maxLength: 60 });
    fc.assert(
      fc.property(fc.array(interval, { minLength: 1 }), (intervals) => {
        const sorted = intervals.flat().toSorted((a, b) => a - b);
        fc.pre(sorted.length > 0);
        const [p50, p95, p99, max] = percentilesOf(
          intervals.map((latencies) => [rowOf(0, latencies)]),
        );
        for (const [percent, value] of [
          [50, p50!],
          [95, p95!],
          [99, p99!],
        ] as const) {
          const rank = Math.ceil((sorted.length * percent) / 100);
          const exact = sorted[rank - 1]!;
          expect(Math.abs(value / exact - 1)).toBeLessThanOrEqual(0.031);
        }
        expect(max).toBe(sorted.at(-1));
      }),
    );
  });

  test('are 0 where all latencies are 0, and unknown without latencies', () => {
    const zero = rowOf(0, [], { count: 2, buckets: [0, 2] });
    expect(percentilesOf([[zero]])).toEqual([0, 0, 0, 0]);
    const eventStream = rowOf(0, [], { count: 1 });
    expect(percentilesOf([[eventStream]])).toEqual([NaN, NaN, NaN, NaN]);
    expect(percentilesOf([[]])).toEqual([NaN, NaN, NaN, NaN]);
  });

  test('of fewer than 20 requests are marked', () => {
    const sparse = (count: number): boolean =>
      callRows(
        [
          segment(
            [route(0, 'GET /a')],
            [
              [
                rowOf(
                  0,
                  Array.from({ length: count }, () => 1),
                ),
              ],
            ],
          ),
        ],
        ALL,
        'route',
      )[0]!.isSparse;
    expect(sparse(19)).toBe(true);
    expect(sparse(20)).toBe(false);
  });
});

describe('rows of a range', () => {
  test('have rates, shares of errors and shares of the time', () => {
    const rows = callRows(
      [
        segment(
          [route(0, 'GET /a'), route(1, 'POST /b'), route(2, 'GET /idle')],
          [
            [rowOf(0, [0.5, 0.5]), rowOf(1, [2], { errors: 1 })],
            [rowOf(0, [0.5, 0.5], { clientErrors: 1, aborted: 3, bytes: 400 })],
          ],
        ),
      ],
      ALL,
      'route',
    );
    expect(rows).toMatchObject([
      {
        key: 'http/routes/GET%20%2Fa',
        path: ['http', 'routes', 'GET /a'],
        perSecond: 0.2,
        bytesPerSecond: 20,
        errorShare: 0,
        clientErrorShare: 0.25,
        timeShare: 0.5,
        calls: { count: 4, aborted: 3, time: 2 },
      },
      { perSecond: 0.05, errorShare: 1, errors: 1, timeShare: 0.5 },
      { perSecond: 0, errorShare: NaN, timeShare: 0, max: NaN },
    ]);
    expect(rows[1]!.trend.map(({ calls }) => calls.count)).toEqual([1, 0]);
  });

  test('convert latencies to seconds', () => {
    const method: IntervalSeries = {
      id: 7,
      kind: 'method',
      path: ['orders', 'place'],
      unit: 'ms',
    };
    const [row] = callRows(
      [segment([method], [[rowOf(7, [250])]])],
      ALL,
      'method',
    );
    expect(row).toMatchObject({ p50: 0.25, max: 0.25, calls: { time: 0.25 } });
  });

  test('include an interval whose middle is in the range', () => {
    const source = segment(
      [route(0, 'GET /a')],
      [[rowOf(0, [1])], [rowOf(0, [1, 1])], [rowOf(0, [1, 1, 1])]],
    );
    const countIn = (from: number, to: number): number =>
      callRows([source], { from, to }, 'route')[0]!.calls.count;
    expect(countIn(0, 30_000)).toBe(6);
    expect(countIn(6000, 26_000)).toBe(5);
    expect(countIn(5000, 24_000)).toBe(2);
  });

  test('show the interval around a range that is shorter', () => {
    const source = segment(
      [route(0, 'GET /a')],
      [[rowOf(0, [1])], [rowOf(0, [1, 1])]],
    );
    const range = { from: 11_000, to: 13_000 };
    expect(callRows([source], range, 'route')[0]!.calls.count).toBe(2);
  });

  test('are joined by name across a restart, whatever their ids', () => {
    const before = segment([route(4, 'GET /a')], [[rowOf(4, [1])]], -60_000);
    const after = segment(
      [route(0, 'GET /a'), route(1, 'GET /b')],
      [[rowOf(0, [1]), rowOf(1, [3])]],
    );
    const rows = callRows([before, after], ALL, 'route');
    expect(rows.map(({ path, calls }) => [path[2], calls.count])).toEqual([
      ['GET /a', 2],
      ['GET /b', 1],
    ]);
    expect(rows[0]!.trend.map(({ to }) => to)).toEqual([-50_000, 10_000]);
  });

  test('are merged for each interval', () => {
    const merged = callsByInterval(
      [
        segment(
          [route(0, 'GET /a'), route(1, 'GET /b')],
          [[rowOf(0, [1]), rowOf(1, [2], { errors: 1 })], []],
        ),
      ],
      ALL,
      'route',
    );
    expect(merged).toMatchObject([
      { from: 0, to: 10_000, calls: { count: 2, errors: 1 } },
      { from: 10_000, to: 20_000, calls: { count: 0 } },
    ]);
  });
});

describe('orders', () => {
  const rows = callRows(
    [
      segment(
        [
          route(0, '(unmatched)'),
          route(1, 'GET /orders/10'),
          route(2, 'GET /orders/9'),
          route(3, 'POST /orders/9'),
          route(4, '(other)'),
          route(5, 'GET /idle'),
        ],
        [
          [
            rowOf(0, [9, 9, 9, 9], { errors: 4 }),
            rowOf(1, [0.1, 0.1, 0.1]),
            rowOf(2, [5]),
            rowOf(3, [0.2, 0.2], { errors: 1 }),
          ],
        ],
      ),
    ],
    ALL,
    'route',
  );
  const LAST = ['(unmatched)', '(other)'];

  test.each([
    ['timeShare', '2 3 1 5'],
    ['p99', '2 3 1 5'],
    ['errors', '3 1 2 5'],
    ['errorShare', '3 1 2 5'],
    ['perSecond', '1 3 2 5'],
  ] as const)(
    'the order by %s has the greatest first and (other) last',
    (column, order) => {
      const names = [0, 1, 2, 3, 4, 5].map((id) => rows[id]!.path[2]!);
      const expected = order.split(' ').map((id) => names[Number(id)]!);
      const sorted = sortCallRows(rows, column, true);
      expect(sorted.map(({ path }) => path[2])).toEqual([...expected, ...LAST]);
    },
  );

  test('the order by name keeps the methods of a URL together', () => {
    const sorted = sortCallRows(rows, 'name', false);
    expect(sorted.map(({ path }) => path[2])).toEqual([
      'GET /idle',
      'GET /orders/9',
      'POST /orders/9',
      'GET /orders/10',
      '(other)',
      '(unmatched)',
    ]);
  });

  test('rows without latencies are last in both directions', () => {
    for (const isDescending of [true, false]) {
      const sorted = sortCallRows(rows, 'p99', isDescending);
      expect(sorted[3]!.path[2]).toBe('GET /idle');
    }
  });

  test('a kept order has new rows at its end', () => {
    const [first, second, third] = rows as [
      (typeof rows)[number],
      (typeof rows)[number],
      (typeof rows)[number],
    ];
    expect(keepOrder([first, second, third], [third.key, first.key])).toEqual([
      third,
      first,
      second,
    ]);
  });
});

test('splitRoute separates the HTTP method from the URL', () => {
  expect(splitRoute(['http', 'routes', 'GET /a b'])).toEqual(['GET', '/a b']);
  expect(splitRoute(['http', 'routes', '(other)'])).toEqual(['', '(other)']);
  expect(splitRoute(['orders', 'place'])).toEqual(['', 'orders.place']);
});
