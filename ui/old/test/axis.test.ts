import { expect, test } from 'vitest';
import { axisLabels, digitsFor, multiplesOf, rangeOf } from '../axis.js';
import { formatQuantity } from '../format.js';

const MIB = 2 ** 20;

function labels(
  values: number[],
  unit?: string,
  fromZero = false,
  minHigh = 0,
) {
  return axisLabels(rangeOf([values], fromZero, minHigh), 5, unit).texts;
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
