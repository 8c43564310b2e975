import { describe, expect, test } from 'vitest';
import {
  digitsFor,
  linearAxis,
  logarithmicAxis,
  multiplesOf,
  rangeOf,
  timeLabels,
} from '../../charts/axis.js';
import { formatQuantity } from '../../state/format.js';

const MIB = 2 ** 20;

function labels(
  values: number[],
  unit?: string,
  fromZero = false,
  minHigh = 0,
) {
  return linearAxis(rangeOf([values], fromZero, minHigh), 5, unit).texts;
}
test.each([
  [[512 * MIB, 512.4 * MIB], 'By'],
  [[1_234_567, 1_234_567.8], undefined],
  [[126, 128], 's'],
  [[126_000, 128_000], 'ms'],
  [[7200, 7260], 's'],
  [[100_000, 103_000], 's'],
  [[-130, -121], 's'],
  [[0.967, 0.9671], 'ratio'],
  [[0.25, 0.2501], undefined],
  [[0.1 + 0.2, 0.3], undefined],
  [[2 ** 53, 2 ** 53 + 2], undefined],
  [[3e-9, 4e-9], 's'],
  [[2e21, 3e21], undefined],
])('the labels of an axis from %s in %s differ', (values, unit) => {
  const texts = labels(values, unit);
  expect(texts.length).toBeGreaterThan(1);
  expect(new Set(texts).size, texts.join(', ')).toBe(texts.length);
});

test('an axis of long times has labels at minutes and hours', () => {
  expect(labels([0, 1000], 's', true)).toEqual([
    '0 s',
    '5m 0s',
    '10m 0s',
    '15m 0s',
  ]);
  expect(labels([126.1, 127], 's')).toContain('2m 6.5s');
});

test('an axis of bytes has labels at powers of two', () => {
  expect(labels([80 * MIB, 119 * MIB], 'By', true)).toEqual([
    '0 B',
    '32 MiB',
    '64 MiB',
    '96 MiB',
  ]);
  // The unit of the values is a million bytes.
  expect(labels([0, 100], 'MBy', true)).toEqual([
    '0 B',
    '32 MiB',
    '64 MiB',
    '96 MiB',
  ]);
});

test('an axis of integers has no labels between them', () => {
  expect(labels([5, 5])).toEqual(['4', '5', '6']);
  expect(labels([5, 6])).toEqual(['5', '6']);
  expect(labels([0, 0])).toEqual(['0', '1']);
  expect(labels([-1, 1])).toEqual(['-1', '0', '1']);
  // The values may become fractions when all of them are 0.
  expect(labels([0, 0], 'ratio', true, 0.1)).toContain('2 %');
});

test('an axis has negative labels only where a value is negative', () => {
  expect(rangeOf([[0, 10]], false).low).toBe(0);
  expect(rangeOf([[-1, 10]], false).low).toBeLessThan(-1);
  expect(rangeOf([[NaN]], false)).toEqual({
    low: 0,
    high: 1,
    isInteger: false,
  });
});

test('values that differ by a rounding error are one value', () => {
  const { low, high } = rangeOf([[0.1 + 0.2, 0.3]], false);
  expect(high - low).toBeGreaterThan(0.01);
  expect(multiplesOf(0.01, low, high).length).toBeLessThan(10);
});

test('digitsFor returns enough digits to distinguish values', () => {
  const digits = digitsFor(512.5 * MIB, 0.5 * MIB);
  expect(formatQuantity(512 * MIB, 'By', digits)).toBe('512 MiB');
  expect(formatQuantity(512.25 * MIB, 'By', digits)).toBe('512.25 MiB');
  expect(digitsFor(5, 0)).toBe(4);
  expect(digitsFor(0, 0)).toBe(4);
});

describe('a logarithmic axis', () => {
  test('has labels at powers of 10', () => {
    const { texts, low, high } = logarithmicAxis([[0.0005, NaN, 2.9]], 4, 's');
    expect(texts).toEqual(['1 ms', '10 ms', '100 ms', '1 s']);
    expect(low).toBeLessThan(0.0005);
    expect(high).toBeGreaterThan(2.9);
  });

  test('has labels between the powers of 10 where there is room', () => {
    expect(logarithmicAxis([[0.02, 0.03]], 5, 's').texts).toEqual([
      '10 ms',
      '20 ms',
      '50 ms',
      '100 ms',
    ]);
  });

  test('skips powers of 10 where there is no room', () => {
    const { values } = logarithmicAxis([[1e-9, 1e9]], 4, undefined);
    expect(values).toEqual([1e-6, 1, 1e6]);
  });

  test.each([[[]], [[NaN]], [[0, 0]], [[5e-324]], [[Number.MAX_VALUE]]])(
    'has finite ends and few labels for %j',
    (column) => {
      const { low, high, texts } = logarithmicAxis([column], 4, 's');
      expect(low).toBeGreaterThan(0);
      expect(high).toBeGreaterThan(low);
      expect(high).toBeLessThan(Infinity);
      expect(texts.length).toBeLessThanOrEqual(4);
    },
  );
});

describe('time labels', () => {
  const start = Date.UTC(2026, 10, 28, 9, 0, 0);
  const times = (labels: readonly { wall: number }[]): string[] =>
    labels.map(({ wall }) => new Date(wall).toISOString().slice(11, 19));

  test('are at round wall times, wherever the axis begins', () => {
    const { labels, hasSeconds } = timeLabels(
      7_300,
      307_300,
      (x) => start + x,
      5,
    );
    expect(times(labels)).toEqual([
      '09:01:00',
      '09:02:00',
      '09:03:00',
      '09:04:00',
      '09:05:00',
    ]);
    expect(labels[0]!.x).toBe(60_000);
    expect(hasSeconds).toBe(false);
  });

  test('have seconds where they are less than a minute apart', () => {
    const { labels, hasSeconds } = timeLabels(0, 60_000, (x) => start + x, 4);
    expect(times(labels)).toEqual([
      '09:00:00',
      '09:00:15',
      '09:00:30',
      '09:00:45',
      '09:01:00',
    ]);
    expect(hasSeconds).toBe(true);
  });

  test('stay round where the clocks jitter', () => {
    const { labels } = timeLabels(
      0,
      300_000,
      (x) => start + x + Math.sin(x) * 300,
      5,
    );
    expect(labels).toHaveLength(6);
    expect(labels.every(({ wall }) => wall % 60_000 === 0)).toBe(true);
  });

  test('follow a clock that is set back within the range', () => {
    const { labels } = timeLabels(
      0,
      300_000,
      (x) => start + (x < 150_000 ? x : x - 3_600_000),
      5,
    );
    expect(times(labels)).toEqual([
      '09:00:00',
      '09:01:00',
      '09:02:00',
      '08:03:00',
      '08:04:00',
      '08:05:00',
    ]);
  });

  test('do not hang where times are unknown', () => {
    expect(timeLabels(0, 300_000, () => NaN, 5).labels).toEqual([]);
    expect(timeLabels(NaN, NaN, (x) => x, 5).labels).toEqual([]);
  });
});
