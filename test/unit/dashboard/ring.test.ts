import { expect, test } from 'vitest';
import { Ring, RING_LENGTH } from '../../../src/dashboard/ring.js';

test('the newest sample comes last, and what is missing is null', () => {
  const ring = new Ring();
  ring.set(0, 1);
  ring.set(1, NaN);
  ring.set(2, 3);
  expect(ring.last(3, 2)).toEqual([1, null, 3]);
  expect(ring.last(2, 2)).toEqual([null, 3]);
});

test('ten minutes are kept, and no more', () => {
  const ring = new Ring();
  for (let tick = 0; tick < RING_LENGTH + 5; tick++) {
    ring.set(tick, tick);
  }
  const last = ring.last(RING_LENGTH, RING_LENGTH + 4);
  expect(last).toHaveLength(600);
  expect(last[0]).toBe(5);
  expect(last.at(-1)).toBe(604);
});
