import { goDuration } from 'nestjs-expvar';
import { expect, test } from 'vitest';
import { goFixture } from '../../support/go-fixtures.js';

test('durations are written as Go writes them', () => {
  const durations = goFixture<{ ns: string; text: string }[]>('durations.json');
  expect(durations.length).toBeGreaterThan(200);
  for (const { ns, text } of durations) {
    expect(goDuration(BigInt(ns))).toBe(text);
  }
});

test('a number of nanoseconds will do', () => {
  expect(goDuration(1500)).toBe('1.5µs');
  expect(goDuration(-0)).toBe('0s');
});

test.each([1.5, NaN, Infinity, 2 ** 53])('%d is refused', (value) => {
  expect(() => goDuration(value)).toThrow(RangeError);
});
