import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteWriter } from '../../../src/encoding/byte-writer.js';

describe('a buffer that grows', () => {
  const long = 'x'.repeat(100);
  const head = new DataView(
    new TextEncoder().encode('head: "and some more').buffer,
  );
  test.each([
    ['short ascii', (w: ByteWriter) => w.writeAscii('123'), '123'],
    ['long ascii', (w: ByteWriter) => w.writeAscii(long), long],
    ['bytes', (w: ByteWriter) => w.writeBytes(Buffer.from(long)), long],
    ['encoded text', (w: ByteWriter) => w.writeEncoded(head, 1, 8), 'ead: "a'],
    ['an integer', (w: ByteWriter) => w.writeInteger(-12_345), '-12345'],
    ['a plain string', (w: ByteWriter) => w.writePlainString('42'), '"42"'],
    ['text', (w: ByteWriter) => w.writeText('运行🚀'), '运行🚀'],
  ])('keeps every write of %s in order', (_, write, text) => {
    const writer = new ByteWriter();
    for (let i = 0; i < 3000; i++) {
      write(writer);
    }
    expect(writer.copy().toString()).toBe(text.repeat(3000));
  });
});

test('encoded text of whole words needs 7 bytes after its end', () => {
  const writer = new ByteWriter();
  const source = Buffer.from('"quotes"1234567');
  const { buffer, byteOffset, byteLength } = source;
  writer.writeEncoded(new DataView(buffer, byteOffset, byteLength), 0, 8);
  expect(writer.copy().toString()).toBe('"quotes"');
});

test('text of another writer keeps its bytes, also those that are NaN as a float64', () => {
  const source = new ByteWriter();
  const bytes = Buffer.from('01020304050607f07f0807060504f1ffff', 'hex');
  source.writeBytes(bytes);
  for (let round = 0; round < 10_000; round++) {
    const writer = new ByteWriter(64);
    writer.copyText(source, 1, bytes.length);
    expect(writer.bytes.equals(bytes.subarray(1))).toBe(true);
  }
});

test('moving the position back undoes writes', () => {
  const writer = new ByteWriter();
  writer.writeAscii('keep');
  const mark = writer.position;
  writer.writeAscii('gone');
  writer.position = mark;
  expect(writer.copy().toString()).toBe('keep');
});

test('later writes do not change a copy', () => {
  const writer = new ByteWriter();
  writer.writeAscii('first');
  const copy = writer.copy();
  writer.position = 0;
  writer.writeAscii('later');
  expect(copy.toString()).toBe('first');
});

describe('an integer', () => {
  const text = (n: number) => {
    const writer = new ByteWriter();
    writer.writeInteger(n);
    return writer.copy().toString();
  };

  test.each([
    [8_388_607_999_999_999, '8388607999999999'],
    [8_388_608_999_999_999, '8388608999999999'],
    [9_007_198_999_999_999, '9007198999999999'],
    [9_007_199_254_740_991, '9007199254740991'],
  ])('has exact digits where the quotient is rounded: %d', (n, digits) => {
    expect(text(n)).toBe(digits);
  });

  test('has exact digits for any safe integer', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat({ max: 52 }), (n, shift) => {
        const shifted = Math.trunc(n / 2 ** shift);
        expect(text(shifted)).toBe(BigInt(shifted).toString());
      }),
      { numRuns: 20_000 },
    );
  });

  const edges = Array.from({ length: 16 }, (_, i) => 10 ** i)
    .concat(2 ** 31, 2 ** 32, 9_007_199e9, Number.MAX_SAFE_INTEGER)
    .flatMap((n) => [n - 1, n, n + 1])
    .flatMap((n) => (Number.isSafeInteger(n) ? [n, -n] : []));
  test.each(edges)('has exact digits at the limit %d', (n) => {
    expect(text(n)).toBe(BigInt(n).toString());
  });
});

test('an integer leaves the bytes around it unchanged', () => {
  const writer = new ByteWriter();
  writer.writeAscii('[');
  writer.writeInteger(123);
  writer.writeAscii(',');
  writer.writeInteger(7);
  writer.writeAscii(']');
  expect(writer.copy().toString()).toBe('[123,7]');
});

describe('writePlainString', () => {
  test.each([
    '1"',
    'a\\',
    '<',
    'a>b',
    '1234&678',
    '\u001f',
    'é',
    '1\u{10ffff}',
    '\u0131',
    '7\0',
    '12345\u0136',
    '1234\u30317',
    '1234\u0080',
    '\ud800',
    'a\u2028',
    'x'.repeat(65),
  ])('refuses %j and writes nothing', (text) => {
    const writer = new ByteWriter();
    writer.writeAscii('kept');
    expect(writer.writePlainString(text)).toBe(false);
    expect(writer.copy().toString()).toBe('kept');
  });
});

test.each([0, 1, 2, 3, 4, 5, 7, 8, 63, 64])(
  'a string of %d plain characters is written in quotes',
  (length) => {
    const text = '1a~ /{}\x7f90'.repeat(7).slice(0, length);
    const writer = new ByteWriter();
    writer.writeAscii('[');
    expect(writer.writePlainString(text)).toBe(true);
    writer.writeAscii(']');
    expect(writer.copy().toString()).toBe(`["${text}"]`);
  },
);
