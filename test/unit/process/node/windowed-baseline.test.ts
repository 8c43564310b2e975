import { expect, test } from 'vitest';
import { WindowedBaseline } from '../../../../src/process/node/windowed-baseline.js';

test('it looks back to the start, and then one to two windows', () => {
  let now = 0;
  const lookback = new WindowedBaseline(() => now);

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
