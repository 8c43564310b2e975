import { expect, test } from 'vitest';
import { HISTORY_TICKS, RingBuffer } from '../ring-buffer.js';

test('keeps the samples of the last ten minutes', () => {
  const samples = new RingBuffer();
  expect(samples.get(5)).toBeNaN();
  samples.set(5, 50);
  samples.set(6, null);
  expect([samples.get(5), samples.get(6)]).toEqual([50, NaN]);
  samples.set(5 + HISTORY_TICKS, 7);
  expect(samples.get(5)).toBe(7);
});

test('fills in samples up to a tick', () => {
  const samples = new RingBuffer();
  samples.setRange([1, null, 3], 10);
  expect([8, 9, 10].map((tick) => samples.get(tick))).toEqual([1, NaN, 3]);
});

test('leaves out samples from before tick 0 and beyond ten minutes', () => {
  const samples = new RingBuffer();
  samples.setRange([1, 2, 3], 1);
  expect([0, 1].map((tick) => samples.get(tick))).toEqual([2, 3]);
  samples.setRange(
    Array.from({ length: HISTORY_TICKS + 1 }, (_, i) => i),
    HISTORY_TICKS,
  );
  expect(samples.get(1)).toBe(1);
  expect(samples.get(HISTORY_TICKS)).toBe(HISTORY_TICKS);
});

test('a copy does not change with its original', () => {
  const samples = new RingBuffer();
  samples.set(1, 1);
  const copy = new RingBuffer(samples);
  samples.set(1, 2);
  expect(copy.get(1)).toBe(1);
});
