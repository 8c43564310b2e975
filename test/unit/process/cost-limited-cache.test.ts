import { expect, test } from 'vitest';
import { CostLimitedCache } from '../../../src/process/cost-limited-cache.js';

/** A reading that takes `cost` ms, and a clock that a test may set. */
function reading(cost: number) {
  const clock = { now: 0, readings: 0 };
  const cached = new CostLimitedCache(
    () => {
      clock.now += cost;
      return ++clock.readings;
    },
    () => clock.now,
  );
  return { cached, clock };
}

test.each([
  [0, 1000],
  [0.5, 1000],
  [2, 2000],
  [50, 50_000],
  [500, 60_000],
])('a reading of %d ms is taken again after %d ms', (cost, age) => {
  const { cached, clock } = reading(cost);

  expect(clock.readings).toBe(0);
  expect(cached.value).toBe(1);
  clock.now = age - 1;
  expect(cached.value).toBe(1);
  clock.now = age;
  expect(cached.value).toBe(2);
});
