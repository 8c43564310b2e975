import { describe, expect, test } from 'vitest';
import {
  barsOf,
  indexOfNearest,
  linesThrough,
  type Plot,
  stack,
  summaryOf,
  timeAt,
  xOf,
  yOf,
} from '../../charts/plot.js';

/** Ten pixels a second, and a pixel for each unit. */
const PLOT: Plot = {
  left: 40,
  right: 140,
  top: 10,
  bottom: 110,
  from: 1000,
  to: 11_000,
  low: 0,
  high: 100,
  isLogarithmic: false,
};

describe('scales', () => {
  test('map times to pixels and back', () => {
    expect(xOf(PLOT, 6000)).toBe(90);
    expect(timeAt(PLOT, 90)).toBe(6000);
    expect(timeAt(PLOT, 0)).toBe(1000);
    expect(timeAt(PLOT, 999)).toBe(11_000);
  });

  test('map values to pixels and keep those beyond at the edge', () => {
    expect(yOf(PLOT, 25)).toBe(85);
    expect(yOf(PLOT, -5)).toBe(110);
    expect(yOf(PLOT, Infinity)).toBe(10);
  });

  test('have the same distance for the same factor on a logarithmic axis', () => {
    const plot = { ...PLOT, low: 0.001, high: 10, isLogarithmic: true };
    expect(yOf(plot, 0.1)).toBeCloseTo(60);
    expect(yOf(plot, 1)).toBeCloseTo(35);
    expect(yOf(plot, 0)).toBe(110);
  });
});

describe('lines', () => {
  test('are drawn through all values', () => {
    expect(linesThrough(PLOT, [1000, 2000, 3000], [0, 50, 100])).toEqual([
      [40, 110, 50, 60, 60, 10],
    ]);
  });

  test('end at unknown values', () => {
    const times = [1000, 2000, 3000, 4000, 5000];
    const values = [1, 1, NaN, 1, NaN];
    const lines = linesThrough(PLOT, times, values);
    expect(lines.map((line) => line.filter((_, i) => i % 2 === 0))).toEqual([
      [40, 50],
      [70],
    ]);
  });
});

describe('bars', () => {
  test('cover the time before their sample', () => {
    expect(barsOf(PLOT, [3000], [50], undefined, 1000)).toEqual([
      { x: 50, y: 60, width: 9, height: 50 },
    ]);
  });

  test('are at least a pixel wide and high', () => {
    expect(barsOf(PLOT, [3000], [0.01], undefined, 10)).toEqual([
      { x: 59, y: 109, width: 1, height: 1 },
    ]);
  });

  test('are left out where a value is 0 or unknown', () => {
    expect(barsOf(PLOT, [2000, 3000], [0, NaN], undefined, 1000)).toEqual([]);
  });

  test('stand on those below them', () => {
    const [low, high] = stack([
      [10, NaN],
      [20, 5],
    ]) as [number[], number[]];
    expect([low, high]).toEqual([
      [10, 0],
      [30, 5],
    ]);
    expect(barsOf(PLOT, [3000, 4000], high, low, 1000)).toEqual([
      { x: 50, y: 80, width: 9, height: 20 },
      { x: 60, y: 105, width: 9, height: 5 },
    ]);
  });
});

test('indexOfNearest finds the nearest sample', () => {
  const times = [1000, 2000, 5000];
  expect(indexOfNearest(times, -1)).toBe(0);
  expect(indexOfNearest(times, 1400)).toBe(0);
  expect(indexOfNearest(times, 1600)).toBe(1);
  expect(indexOfNearest(times, 3400)).toBe(1);
  expect(indexOfNearest(times, 3600)).toBe(2);
  expect(indexOfNearest(times, 1e9)).toBe(2);
  expect(indexOfNearest([], 1)).toBe(-1);
});

test('a summary ignores unknown values', () => {
  expect(summaryOf([NaN, 3, 1, NaN])).toEqual({ min: 1, max: 3, last: 1 });
  expect(summaryOf([NaN])).toEqual({ min: NaN, max: NaN, last: NaN });
});
