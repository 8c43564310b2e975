import { expect, test } from 'vitest';
import { sparkLines, sparkPoints } from '../../charts/spark.js';

test('a sparkline has the means of groups of samples', () => {
  expect(sparkPoints(9, 4, (tick) => tick)).toEqual([6, 7, 8, 9]);
  // Groups of two begin at even ticks.
  const points = sparkPoints(201, 100, (tick) => tick);
  expect(points).toHaveLength(50);
  expect(points.at(-1)).toBe(200.5);
  expect(sparkPoints(202, 100, (tick) => tick).at(-2)).toBe(200.5);
});

test('a sparkline reads no samples before its length', () => {
  expect(sparkPoints(9, 4, (tick) => (tick > 7 ? 1 : NaN))).toEqual([
    NaN,
    NaN,
    1,
    1,
  ]);
  const read: number[] = [];
  sparkPoints(600, 300, (tick) => read.push(tick));
  expect(Math.min(...read)).toBe(305);
  expect(Math.max(...read)).toBe(600);
});

test('a gap in a sparkline is not drawn', () => {
  const { lines } = sparkLines([1, 2, NaN, NaN, 5, 3], 104, 24, false);
  expect(lines).toEqual([
    [2, 22, 22, 17],
    [82, 2, 102, 12],
  ]);
});

test('a constant is a level line in the middle, and 0 one at the bottom', () => {
  expect(sparkLines([7, 7], 104, 24, false)).toEqual({
    lines: [[2, 12, 102, 12]],
    isConstant: true,
  });
  expect(sparkLines([0, 0], 104, 24, true).lines).toEqual([[2, 22, 102, 22]]);
});

test('a time since 1970 that differs by a rounding error is constant', () => {
  const start = 1_764_320_000.123;
  const { isConstant } = sparkLines(
    [start, start + 2e-7, start],
    104,
    24,
    true,
  );
  expect(isConstant).toBe(true);
});

test('a rate is drawn above 0', () => {
  const { lines } = sparkLines([5, 10], 104, 24, true);
  expect(lines).toEqual([[2, 12, 102, 2]]);
});
