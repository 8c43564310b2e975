import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWriter } from '../../../src/encoding/byte-writer.js';
import { goFloat, writeGoFloat } from '../../../src/encoding/go-float.js';
import { goFixture } from '../../support/go-fixtures.js';

interface GoFloat {
  readonly bits: string;
  readonly g: string;
}

function fromBits(bits: string): number {
  return Buffer.from(bits, 'hex').readDoubleBE();
}

function written(x: number): string {
  const out = new ByteWriter();
  writeGoFloat(out, x);
  return out.copy().toString();
}

test('every float of the fixture is formatted as in Go', () => {
  const floats = goFixture<GoFloat[]>('floats.json');
  expect(floats.length).toBeGreaterThan(1000);
  const wrong = floats.filter(({ bits, g }) => goFloat(fromBits(bits)) !== g);
  expect(wrong).toEqual([]);
});

test('every finite float of the fixture is written with the same bytes', () => {
  const finite = goFixture<GoFloat[]>('floats.json').filter(({ bits }) =>
    Number.isFinite(fromBits(bits)),
  );
  const wrong = finite.filter(({ bits, g }) => written(fromBits(bits)) !== g);
  expect(wrong).toEqual([]);
});

test('text and bytes agree for any finite float', () => {
  const float = fc.oneof(
    fc.double({ noDefaultInfinity: true, noNaN: true }),
    fc.double({ min: -2e6, max: 2e6, noNaN: true }),
    fc.integer({ min: -2_000_000, max: 2_000_000 }),
  );
  fc.assert(
    fc.property(float, (x) => {
      expect(written(x)).toBe(goFloat(x));
    }),
    { numRuns: 20_000 },
  );
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
])('%d is formatted as %s', (value, text) => {
  expect(goFloat(value)).toBe(text);
  if (Number.isFinite(value)) {
    expect(written(value)).toBe(text);
  }
});
