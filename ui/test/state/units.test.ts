import { expect, test } from 'vitest';
import { inBaseUnit, isTimestamp, measureOf } from '../../state/units.js';

test.each([
  ['s', 'seconds'],
  ['ms', 'seconds'],
  ['KiB', 'bytes'],
  ['By/s', 'bytes/s'],
  ['{request}', ''],
  ['1', ''],
  [undefined, ''],
  ['{request}/s', '/s'],
  ['Cel', 'Cel'],
  ['toString', 'toString'],
  ['ratio', 'ratio'],
])('unit %s measures %j', (unit, measure) => {
  expect(measureOf(unit)).toBe(measure);
});

test('numbers of one measure have the same base unit', () => {
  expect(inBaseUnit(1500, 'ms')).toBe(1.5);
  expect(inBaseUnit(2n, 'KiB')).toBe(2048);
  expect(inBaseUnit(7, '{request}')).toBe(7);
});

test('isTimestamp tells a time from a duration', () => {
  expect(isTimestamp(1_790_000_000_000_000_000n, 'ns')).toBe(true);
  expect(isTimestamp(86_400, 's')).toBe(false);
  expect(isTimestamp(1_790_000_000, 's/s')).toBe(false);
  expect(isTimestamp(1_790_000_000, undefined)).toBe(false);
});
