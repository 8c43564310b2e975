import { expect, test } from 'vitest';
import { addedBuckets } from '../../../src/vars/bucket-counts.js';
import { LogLinearBuckets } from '../../../src/vars/log-linear-buckets.js';

/** The buckets that end with 1.5, 3 and 1024. */
const UP_TO_1_5 = 1023 * 16 + 7;
const UP_TO_3 = 1024 * 16 + 7;
const UP_TO_1024 = 1032 * 16 + 15;

function record(buckets: LogLinearBuckets, ...values: number[]): void {
  for (const value of values) {
    expect(buckets.record(value)).toBe(true);
  }
}

test('all buckets are new without an earlier copy', () => {
  const buckets = new LogLinearBuckets();
  record(buckets, 3, 0, 1.5, 0, 3, 1.5, 1.5);
  expect(addedBuckets(undefined, buckets.copyCounts())).toEqual([
    0,
    2,
    UP_TO_1_5,
    3,
    UP_TO_3,
    2,
  ]);
});

test('a copy of no values has no buckets', () => {
  const copy = new LogLinearBuckets().copyCounts();
  expect(addedBuckets(undefined, copy)).toEqual([]);
  expect(addedBuckets(copy, copy)).toEqual([]);
});

test('only the increase counts, on both sides of what was there', () => {
  const buckets = new LogLinearBuckets();
  record(buckets, 3, 3);
  const before = buckets.copyCounts();
  expect(addedBuckets(before, buckets.copyCounts())).toEqual([]);
  record(buckets, 0, 1024, 3, 1.5, 1.5);
  expect(addedBuckets(before, buckets.copyCounts())).toEqual([
    0,
    1,
    UP_TO_1_5,
    2,
    UP_TO_3,
    1,
    UP_TO_1024,
    1,
  ]);
});

test('counts that a greater value has moved together are not new', () => {
  const buckets = new LogLinearBuckets();
  record(buckets, 1e-9, 2e-9, 2e-9, 1.5);
  const before = buckets.copyCounts();
  record(buckets, 1e9, 1.5);
  const added = addedBuckets(before, buckets.copyCounts());
  const keyOf1e9 = 1052 * 16 + 13;
  expect(added).toEqual([UP_TO_1_5, 1, keyOf1e9, 1]);
});

test('a value below the lowest bucket is new in the lowest one', () => {
  const buckets = new LogLinearBuckets();
  record(buckets, 1e-9, 1.5, 1e9);
  const before = buckets.copyCounts();
  record(buckets, 2e-9);
  const added = addedBuckets(before, buckets.copyCounts());
  expect(added).toEqual([before.firstKey, 1]);
});

test('counts beyond 2^32 keep their differences', () => {
  const buckets = new LogLinearBuckets();
  record(buckets, 1.5);
  for (let i = 0; i < 33; i++) {
    buckets.merge(buckets);
  }
  const before = buckets.copyCounts();
  record(buckets, 1.5, 3);
  const copy = buckets.copyCounts();
  expect(copy.counts).toBeInstanceOf(Float64Array);
  expect(addedBuckets(before, copy)).toEqual([UP_TO_1_5, 1, UP_TO_3, 1]);
});

test('a copy does not change with later values', () => {
  const buckets = new LogLinearBuckets();
  record(buckets, 0, 1.5);
  const copy = buckets.copyCounts();
  record(buckets, 0, 1.5);
  expect(copy).toEqual({
    sum: 1.5,
    zeros: 1,
    firstKey: copy.firstKey,
    counts: expect.any(Uint32Array) as Uint32Array,
  });
  expect(addedBuckets(undefined, copy)).toEqual([0, 1, UP_TO_1_5, 1]);
});

test('takeMax returns the exact maximum of each interval', () => {
  const buckets = new LogLinearBuckets();
  expect(buckets.takeMax()).toBe(0);
  record(buckets, 0.123, 7.01, 5);
  expect(buckets.takeMax()).toBe(7.01);
  expect(buckets.takeMax()).toBe(0);
  record(buckets, 3.3);
  expect(buckets.takeMax()).toBe(3.3);
  record(buckets, 9, 1);
  expect(buckets.takeMax()).toBe(9);
});

test('takeMax changes no other figure', () => {
  const taken = new LogLinearBuckets();
  const untouched = new LogLinearBuckets();
  for (const value of [5, 1e-9, 2, 1e12, 0, 3, 4e12, 1e-300]) {
    record(taken, value);
    record(untouched, value);
    taken.takeMax();
    for (const read of [
      (buckets: LogLinearBuckets) => buckets.max,
      (buckets: LogLinearBuckets) => buckets.count,
      (buckets: LogLinearBuckets) => buckets.percentiles([0, 50, 99, 100]),
      (buckets: LogLinearBuckets) => buckets.cumulative([1, 1e12]),
      (buckets: LogLinearBuckets) => buckets.exponential(),
    ]) {
      expect(read(taken)).toEqual(read(untouched));
    }
  }
  const merged = new LogLinearBuckets();
  merged.merge(taken);
  expect(merged.max).toBe(4e12);
  taken.clear();
  expect(taken.max).toBe(0);
});
