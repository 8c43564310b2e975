import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { LogLinearBuckets } from '../../../src/vars/log-linear-buckets.js';

test('it says whether a value was counted', () => {
  const buckets = new LogLinearBuckets();
  for (const value of [1, 0, -0, 5e-324, Number.MAX_VALUE]) {
    expect(buckets.record(value)).toBe(true);
  }
  for (const value of [-1, -5e-324, NaN, Infinity, -Infinity]) {
    expect(buckets.record(value)).toBe(false);
  }
  expect(buckets.count).toBe(5);
});

test('cleared, it is as a new one, wherever its values were', () => {
  const buckets = new LogLinearBuckets();
  for (const value of [0, 1e300, 1, 5e-324]) {
    buckets.record(value);
  }
  for (let i = 0; i < 40; i++) {
    buckets.merge(buckets);
  }
  buckets.clear();
  const { count, sum, min, max } = buckets;
  expect({ count, sum, min, max }).toEqual({
    count: 0,
    sum: 0,
    min: 0,
    max: 0,
  });
  expect(buckets.percentiles([0, 50, 100])).toEqual([0, 0, 0]);
  const values = [1e-9, 2e-9, 4e-9, 8e-9];
  values.forEach((value) => buckets.record(value));
  expect(buckets.count).toBe(4);
  expect(buckets.percentiles([50])[0]! / 2e-9).toBeCloseTo(1, 1);
});

describe('the buckets move', () => {
  /** A function that says how often they have since. */
  function countMoves(): () => number {
    const { calls } = vi.spyOn(Int32Array.prototype, 'fill').mock;
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
    const before = calls.length;
    return () => calls.length - before;
  }

  test('seldom, while values rise or fall', () => {
    for (const factor of [2, 0.5]) {
      const buckets = new LogLinearBuckets();
      const moves = countMoves();
      for (let i = 0; i < 40; i++) {
        buckets.record(factor ** i);
      }
      expect(moves()).toBeLessThan(12);
    }
  });

  test('once at most for all that is merged', () => {
    for (const [from, to] of [
      [1, 2 ** 39],
      [2 ** 39, 1],
    ] as const) {
      const buckets = new LogLinearBuckets();
      const other = new LogLinearBuckets();
      buckets.record(from);
      for (let i = 0; i < 30; i++) {
        other.record(to < from ? to * 2 ** i : to / 2 ** i);
      }
      const moves = countMoves();
      buckets.merge(other);
      expect(moves()).toBeLessThanOrEqual(1);
      expect(buckets.count).toBe(31);
    }
  });

  test('not for each value that is too small', () => {
    const buckets = new LogLinearBuckets();
    buckets.record(1e300);
    buckets.record(1);
    const moves = countMoves();
    for (let i = 0; i < 100; i++) {
      buckets.record(1);
      buckets.record(1e-300);
    }
    expect(moves()).toBe(0);
    expect(buckets.count).toBe(202);
  });

  test('not for each value that is subnormal', () => {
    const buckets = new LogLinearBuckets();
    buckets.record(1e-310);
    buckets.record(2e-310);
    const moves = countMoves();
    for (let i = 0; i < 100; i++) {
      buckets.record(1e-310);
    }
    expect(moves()).toBe(0);
  });
});
