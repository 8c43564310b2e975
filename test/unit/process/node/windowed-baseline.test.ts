import { expect, test } from 'vitest';
import { WindowedBaseline } from '../../../../src/process/node/windowed-baseline.js';

test('the baseline is the start at first, and then one to two windows ago', () => {
  let now = 0;
  const baseline = new WindowedBaseline(() => now);

  now = 10;
  expect(baseline.oldest).toBe(0);
  baseline.rotate();
  expect(baseline.oldest).toBe(0);
  now = 20;
  baseline.rotate();
  expect(baseline.oldest).toBe(10);
  now = 30;
  baseline.rotate();
  expect(baseline.oldest).toBe(20);
});
