import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ByteWriter } from '../../../src/encoding/byte-writer.js';

const noDigit = new Uint8Array(0x10000).fill(1).fill(0, 0x30, 0x3a);

describe('what is written comes out, across every growth', () => {
  const long = 'x'.repeat(100);
  const head = new DataView(
    new TextEncoder().encode('head: "and some more').buffer,
  );
  test.each([
    ['short ascii', (w: ByteWriter) => w.writeAscii('123'), '123'],
    ['long ascii', (w: ByteWriter) => w.writeAscii(long), long],
    ['bytes', (w: ByteWriter) => w.writeBytes(Buffer.from(long)), long],
    ['words', (w: ByteWriter) => w.writeEncoded(head, 1, 8), 'ead: "a'],
    ['an integer', (w: ByteWriter) => w.writeInteger(-12_345), '-12345'],
    [
      'a quoted string',
      (w: ByteWriter) => w.writeQuoted('42', noDigit),
      '"42"',
    ],
    ['text', (w: ByteWriter) => w.writeText('运行🚀'), '运行🚀'],
  ])('%s', (_, write, text) => {
    const writer = new ByteWriter();
    for (let i = 0; i < 3000; i++) {
      write(writer);
    }
    expect(writer.copy().toString()).toBe(text.repeat(3000));
  });
});

test('moving the position back takes back what was written', () => {
  const writer = new ByteWriter();
  writer.writeAscii('keep');
  const mark = writer.position;
  writer.writeAscii('gone');
  writer.position = mark;
  expect(writer.copy().toString()).toBe('keep');
});

test('a copy is not touched by what is written later', () => {
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

  test('has its digits', () => {
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
  test.each(edges)('has its digits at an edge: %d', (n) => {
    expect(text(n)).toBe(BigInt(n).toString());
  });
});

test('an integer takes no more than its own bytes', () => {
  const writer = new ByteWriter();
  writer.writeAscii('[');
  writer.writeInteger(123);
  writer.writeAscii(',');
  writer.writeInteger(7);
  writer.writeAscii(']');
  expect(writer.copy().toString()).toBe('[123,7]');
});

describe('a string with a character that is not plain', () => {
  test.each([
    '1a',
    'é',
    '1\u{10ffff}',
    '\u0131',
    '7\0',
    '12345\u0136',
    '1234\u30317',
  ])('%j', (text) => {
    const writer = new ByteWriter();
    writer.writeAscii('kept');
    expect(writer.writeQuoted(text, noDigit)).toBe(false);
    expect(writer.copy().toString()).toBe('kept');
  });
});

test.each([0, 1, 2, 3, 4, 5, 7, 8, 63, 64])(
  'a string of %d plain characters is quoted',
  (length) => {
    const text = '1234567890'.repeat(7).slice(0, length);
    const writer = new ByteWriter();
    writer.writeAscii('[');
    expect(writer.writeQuoted(text, noDigit)).toBe(true);
    writer.writeAscii(']');
    expect(writer.copy().toString()).toBe(`["${text}"]`);
  },
);
