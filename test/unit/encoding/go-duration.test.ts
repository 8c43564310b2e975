import { goDuration } from 'nestjs-expvar';
import { expect, test } from 'vitest';
import { goFixture } from '../../support/go-fixtures.js';

test('durations are formatted as in Go', () => {
  const durations = goFixture<{ ns: string; text: string }[]>('durations.json');
  expect(durations.length).toBeGreaterThan(200);
  for (const { ns, text } of durations) {
    expect(goDuration(BigInt(ns))).toBe(text);
  }
});

test('a number of nanoseconds is accepted as well as a bigint', () => {
  expect(goDuration(1500)).toBe('1.5µs');
  expect(goDuration(-0)).toBe('0s');
});

test.each([1.5, NaN, Infinity, 2 ** 53])(
  '%d is refused, because it is not an exact integer',
  (value) => {
    expect(() => goDuration(value)).toThrow(RangeError);
    expect(() => goDuration(value)).toThrow(
      `goDuration takes an integer within ±2^53 or a bigint; it got ${value}`,
    );
  },
);
