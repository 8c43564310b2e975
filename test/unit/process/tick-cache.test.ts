import { expect, test } from 'vitest';
import { TickCache } from '../../../src/process/tick-cache.js';

test('a value is read once in a synchronous run, and again in the next', async () => {
  let readings = 0;
  const perTick = new TickCache(() => ++readings);

  expect(readings).toBe(0);
  expect([perTick.value, perTick.value]).toEqual([1, 1]);
  await Promise.resolve();
  expect([perTick.value, perTick.value]).toEqual([2, 2]);
});

test('a value of undefined is cached too', () => {
  let readings = 0;
  const perTick = new TickCache(() => void readings++);

  expect([perTick.value, perTick.value]).toEqual([undefined, undefined]);
  expect(readings).toBe(1);
});
