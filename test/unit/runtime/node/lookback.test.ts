import { expect, test } from 'vitest';
import { Lookback } from '../../../../src/runtime/node/lookback.js';

test('it looks back to the start, and then one to two windows', () => {
  let now = 0;
  const lookback = new Lookback(() => now);

  now = 10;
  expect(lookback.oldest).toBe(0);
  lookback.rotate();
  expect(lookback.oldest).toBe(0);
  now = 20;
  lookback.rotate();
  expect(lookback.oldest).toBe(10);
  now = 30;
  lookback.rotate();
  expect(lookback.oldest).toBe(20);
});
