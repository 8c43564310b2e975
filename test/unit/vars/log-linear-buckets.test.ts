import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { LogLinearBuckets } from '../../../src/vars/log-linear-buckets.js';

test('record returns whether it counted the value', () => {
  const buckets = new LogLinearBuckets();
  for (const value of [1, 0, -0, 5e-324, Number.MAX_VALUE]) {
    expect(buckets.record(value)).toBe(true);
  }
  for (const value of [-1, -5e-324, NaN, Infinity, -Infinity]) {
    expect(buckets.record(value)).toBe(false);
  }
  expect(buckets.count).toBe(5);
});

test('clear forgets all values', () => {
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

describe('moving the counts', () => {
  /** Returns a function that counts the moves from now on. */
  function countMoves(): () => number {
    const moveTo = vi.spyOn(
      LogLinearBuckets.prototype as unknown as { moveTo(key: number): void },
      'moveTo',
    );
    onTestFinished(() => {
      moveTo.mockRestore();
    });
    return () => moveTo.mock.calls.length;
  }

  test.each([2, 0.5])(
    'happens seldom while values change by a factor of %d',
    (factor) => {
      const buckets = new LogLinearBuckets();
      const moves = countMoves();
      for (let i = 0; i < 40; i++) {
        buckets.record(factor ** i);
      }
      expect(moves()).toBeGreaterThan(0);
      expect(moves()).toBeLessThan(12);
    },
  );

  test.each([
    [1, 2 ** 39],
    [2 ** 39, 1],
  ])(
    'happens at most once for all merged values, from %d to %d',
    (from, to) => {
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
    },
  );

  test('never happens for a value that is too small', () => {
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

  test('never happens for a subnormal value', () => {
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
