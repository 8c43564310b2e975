import { expect, test } from 'vitest';
import {
  COLUMNS,
  isFailing,
  latencyUnitOf,
  rowsThatMatter,
} from '../../components/calls/call-columns.js';
import { Calls, type CallRow } from '../../state/intervals.js';

function row(more: Partial<CallRow> & { count?: number } = {}): CallRow {
  return {
    key: 'a',
    path: ['http', 'routes', 'GET /a'],
    hasLatencies: true,
    calls: Object.assign(new Calls(), { count: more.count ?? 100 }),
    perSecond: 0,
    bytesPerSecond: 0,
    errors: 0,
    errorShare: 0,
    clientErrorShare: 0,
    p50: NaN,
    p95: NaN,
    p99: NaN,
    max: NaN,
    timeShare: 0,
    isSparse: false,
    trend: [],
    ...more,
  };
}

function textsOf(shown: CallRow): Record<string, string> {
  const unit = latencyUnitOf([shown]);
  return Object.fromEntries(
    COLUMNS.route.map(({ name, text, label }) => [
      `${name} ${label(unit)}`,
      text(shown, unit),
    ]),
  );
}

test('figures have the unit of their column', () => {
  expect(
    textsOf(
      row({
        perSecond: 30.25,
        errorShare: 0.041,
        p50: 0.00052,
        p95: 0.044,
        p99: 1.8,
        max: 2.9003,
        timeShare: 0.41,
      }),
    ),
  ).toEqual({
    'perSecond req/s': '30.3',
    'errorShare 5xx, %': '4.1',
    'clientErrorShare 4xx, %': '–',
    'p50 p50, ms': '0.52',
    'p95 p95, ms': '44',
    'p99 p99, ms': '1,800',
    'max max, ms': '2,900',
    'timeShare time share': '41 %',
  });
});

test('a table of short latencies has microseconds', () => {
  const unit = latencyUnitOf([row({ max: 0.0009 }), row()]);
  expect(unit.name).toBe('µs');
  expect(COLUMNS.method.at(-2)!.text(row({ max: 0.0009 }), unit)).toBe('900');
  expect(latencyUnitOf([row()]).name).toBe('ms');
});

test('a row fails from 5 % of errors and 5 calls on', () => {
  expect(isFailing(row({ errorShare: 0.05 }))).toBe(true);
  expect(isFailing(row({ errorShare: 0.049 }))).toBe(false);
  expect(isFailing(row({ errorShare: 1, count: 4 }))).toBe(false);
  expect(isFailing(row({ errorShare: NaN, count: 0 }))).toBe(false);
});

test('failing rows are among the first ones, in the order of all', () => {
  const rows = [0, 1, 0, 0, 1].map((errorShare, index) =>
    row({ errorShare, key: String(index) }),
  );
  const keys = (limit: number): string[] =>
    rowsThatMatter(rows, limit).map(({ key }) => key);
  expect(keys(3)).toEqual(['0', '1', '4']);
  expect(keys(1)).toEqual(['1']);
  expect(keys(Infinity)).toEqual(['0', '1', '2', '3', '4']);
});
