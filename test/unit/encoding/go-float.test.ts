import { goFloat } from '../../../src/encoding/go-float.js';
import { expect, test } from 'vitest';
import { goFixture } from '../../support/go-fixtures.js';

interface GoFloat {
  readonly bits: string;
  readonly g: string;
}

function fromBits(bits: string): number {
  return Buffer.from(bits, 'hex').readDoubleBE();
}

test('every float of the fixture is written as Go writes it', () => {
  const floats = goFixture<GoFloat[]>('floats.json');
  expect(floats.length).toBeGreaterThan(1000);
  const wrong = floats.filter(({ bits, g }) => goFloat(fromBits(bits)) !== g);
  expect(wrong).toEqual([]);
});

test.each([
  [0, '0'],
  [-0, '-0'],
  [0.1 + 0.2, '0.30000000000000004'],
  [123456, '123456'],
  [999999.9999999999, '999999.9999999999'],
  [1e6, '1e+06'],
  [1234567, '1.234567e+06'],
  [-1234567.8, '-1.2345678e+06'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [2.5e-5, '2.5e-05'],
  [5e-324, '5e-324'],
  [1.7976931348623157e308, '1.7976931348623157e+308'],
  [NaN, 'NaN'],
  [Infinity, '+Inf'],
  [-Infinity, '-Inf'],
])('%d is %s', (value, text) => {
  expect(goFloat(value)).toBe(text);
});
