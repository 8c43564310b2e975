import { expect, test } from 'vitest';
import {
  formatBytes,
  formatNumber,
  formatQuantity,
  formatRate,
  formatSeconds,
  formatDuration,
  formatValue,
  jsonOf,
} from '../../state/format.js';

test.each([
  [0, '0'],
  [18_204, '18,204'],
  [-42.5, '-42.5'],
  [0.5, '0.5'],
  [1.23e-6, '0.00000123'],
  [1.23e-7, '1.23e-7'],
  [123.456, '123.5'],
  [2 ** 53 - 1, '9,007,199,254,740,991'],
  [2n ** 63n - 1n, '9,223,372,036,854,775,807'],
  [2 ** 53, '9.007e15'],
  [3e21, '3e21'],
  [1.7976931348623157e308, '1.798e308'],
  [5e-324, '5e-324'],
  [-5e-324, '-5e-324'],
  [-0, '-0'],
])('formatNumber formats %s as %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test.each([
  [0, '0 B'],
  [1023, '1,023 B'],
  [1024, '1 KiB'],
  [214 * 2 ** 20, '214 MiB'],
  [-1536, '-1.5 KiB'],
  [2 ** 80, '1,073,741,824 PiB'],
])('formatBytes formats %s as %s', (value, text) => {
  expect(formatBytes(value)).toBe(text);
});

test.each([
  [0, '0 s'],
  [2e-9, '2 ns'],
  [1.5e-5, '15 µs'],
  [0.0041, '4.1 ms'],
  [90, '90 s'],
  [200, '3m 20s'],
  [-200, '-3m 20s'],
])('formatSeconds formats %s as %s', (value, text) => {
  expect(formatSeconds(value)).toBe(text);
});

test('formatDuration shows the two greatest units', () => {
  expect(formatDuration(((3 * 24 + 4) * 3600 + 59) * 1000)).toBe('3d 4h');
  expect(formatDuration(3_661_000)).toBe('1h 1m');
  expect(formatDuration(-5)).toBe('0s');
});

test.each([
  [2048, 'By', '2 KiB'],
  [3, 'MiB', '3 MiB'],
  [31.2, 'ms', '31.2 ms'],
  [0.967, 'ratio', '96.7 %'],
  [21.4, 'Cel', '21.4 Cel'],
  [7, '{request}', '7'],
  [7, '1', '7'],
  [12.5, '/s', '12.5/s'],
  [7, 'toString', '7 toString'],
  [12.5, '1/s', '12.5/s'],
  [12.5, '{request}/s', '12.5/s'],
  [1.5, 'KiBy/s', '1.5 KiB/s'],
  [7, '', '7'],
  [7, 'a\u202eb', '7 a\\u202eb'],
  [7, `${'{'.repeat(100)}x`, `7 ${'{'.repeat(40)}`],
  [0, 's/s', '0 ms/s'],
])('formatQuantity formats %s of unit %s as %s', (value, unit, text) => {
  expect(formatQuantity(value, unit)).toBe(text);
});

test('an axis shows great integers with few digits', () => {
  expect(formatNumber(4e15, 3)).toBe('4e15');
  expect(formatNumber(123_456, 3)).toBe('123,456');
});

test.each([
  [3n * 2n ** 60n, 'By', '3,072 PiB'],
  [1_790_000_000_000_000_000n, 'ns', /2026/],
  [2n ** 53n + 1n, '{request}', '9,007,199,254,740,993'],
])(
  'formatQuantity formats the bigint %s of unit %s as %s',
  (value, unit, text) => {
    expect(formatQuantity(value, unit)).toMatch(text);
  },
);

test('jsonOf writes all digits of numbers', () => {
  expect(jsonOf(2n ** 63n)).toBe('9223372036854775808');
  expect(jsonOf(-0)).toBe('-0');
  expect(jsonOf(5e-324)).toBe('5e-324');
  expect(jsonOf('a"')).toBe('"a\\""');
  expect(jsonOf({ json: '[1,2]', length: 5 })).toBe('[1,2]');
  expect(jsonOf({ json: '[1,2', length: 9 })).toBe('[1,2…');
});

test('formatRate uses the unit of the counter', () => {
  expect(formatRate(12.43, '{order}')).toBe('12.4/s');
  expect(formatRate(1536, 'By')).toBe('1.5 KiB/s');
  expect(formatRate(0.31, 's')).toBe('310 ms/s');
});

test('formatQuantity formats seconds since 1970 as a time, but not as a rate', () => {
  expect(formatQuantity(1_790_000_000, 's')).toMatch(/2026/);
  expect(formatQuantity(1_790_000_000_000, 'ms')).toMatch(/2026/);
  expect(formatQuantity(1_790_000_000e9, 'ns')).toMatch(/2026/);
  expect(formatQuantity(0, 'ns')).toBe('0 s');
  expect(formatQuantity(1_790_000_000, 's/s')).toMatch(/d .*\/s$/);
  expect(formatQuantity(86_400 * 400, 's')).toBe('400d 0h');
});

test('formatValue formats values of every type', () => {
  expect(formatValue(2n ** 63n, undefined)).toBe('9,223,372,036,854,775,808');
  expect(formatValue('', undefined)).toBe('""');
  expect(formatValue(null, undefined)).toBe('null');
  expect(formatValue(true, undefined)).toBe('true');
  expect(formatValue({ json: '[1,{"a":true}]', length: 14 }, 's')).toBe(
    '[1,{"a":true}]',
  );
  expect(formatValue({ json: '"long', length: 999 }, undefined)).toBe('"long…');
  expect(formatValue('a\u202eb\u0000', undefined)).toBe('a\\u202eb␀');
});
