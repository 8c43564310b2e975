import v8 from 'node:v8';
import { expect, test } from 'vitest';
import { heapSample } from '../../../src/process/heap-sample.js';

test('it has the heap as V8 counts it', () => {
  const before = v8.getHeapStatistics().used_heap_size;
  const { used, time } = heapSample();
  // Unless there was a collection between the two.
  expect(Math.abs(used - before)).toBeLessThan(before / 2);
  expect(time).toBeLessThanOrEqual(performance.now());
});

test('it has room for what is young', () => {
  const { youngUsed, youngCapacity } = heapSample();
  expect(youngUsed).toBeGreaterThan(0);
  expect(youngCapacity).toBeGreaterThanOrEqual(youngUsed);
});

test('it tells large objects from the others', () => {
  const before = heapSample();
  const large = Array.from({ length: 1_000_000 }, () => 1);
  const { youngLargeUsed, oldLargeUsed } = heapSample();
  const size = youngLargeUsed + oldLargeUsed;
  expect(size).toBeGreaterThan(before.oldLargeUsed + large.length * 4);
});
