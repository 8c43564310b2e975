import v8 from 'node:v8';
import { expect, test } from 'vitest';
import { takeHeapSample } from '../../../src/process/heap-sample.js';

test('a sample agrees with the size of the heap that V8 reports', () => {
  const before = v8.getHeapStatistics().used_heap_size;
  const { used, time } = takeHeapSample();
  // A collection may happen between both reads.
  expect(Math.abs(used - before)).toBeLessThan(before / 2);
  expect(time).toBeLessThanOrEqual(performance.now());
});

test('a sample has the capacity of the young generation', () => {
  const { youngUsed, youngCapacity } = takeHeapSample();
  expect(youngUsed).toBeGreaterThan(0);
  expect(youngCapacity).toBeGreaterThanOrEqual(youngUsed);
});

test('a sample counts large objects separately', () => {
  const before = takeHeapSample();
  const large = Array.from({ length: 1_000_000 }, () => 1);
  const { youngLargeUsed, oldLargeUsed } = takeHeapSample();
  const size = youngLargeUsed + oldLargeUsed;
  expect(size).toBeGreaterThan(before.oldLargeUsed + large.length * 4);
});
