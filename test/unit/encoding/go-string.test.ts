import fc from 'fast-check';
import {
  goMarshalString,
  goQuote,
  minQuotedBytes,
} from '../../../src/encoding/go-string.js';
import { describe, expect, test } from 'vitest';
import { goFixture } from '../../support/go-fixtures.js';

interface GoString {
  readonly name: string;
  readonly in_b64: string;
  readonly valid_utf8: boolean;
  readonly expvar_string_b64: string;
  readonly map_key_b64: string;
  readonly func_b64: string;
}

const strings = goFixture<GoString[]>('strings.json').filter(
  ({ valid_utf8 }) => valid_utf8, // A JavaScript string cannot hold invalid UTF-8.
);

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}

describe('the strings of the fixture', () => {
  test('are all loaded', () => {
    expect(strings).toHaveLength(74);
  });

  test.each(strings)('are quoted as in Go: $name', (string) => {
    const text = decode(string.in_b64);
    expect(goQuote(text)).toBe(decode(string.expvar_string_b64));
    expect(goQuote(text)).toBe(decode(string.map_key_b64));
    expect(goMarshalString(text)).toBe(decode(string.func_b64));
  });
});

describe('every code point', () => {
  type Escapes = Record<string, string>;
  const { expvar_string, func_json_marshal } =
    goFixture<Record<'expvar_string' | 'func_json_marshal', Escapes>>(
      'escapes.json',
    );

  test.each([
    ['as a value or key', goQuote, expvar_string],
    ['in a function value', goMarshalString, func_json_marshal],
  ])('%s is quoted as in Go', (_, quote, escapes) => {
    const wrong: string[] = [];
    for (let point = 0; point <= 0x10ffff; point++) {
      if (point >= 0xd800 && point <= 0xdfff) {
        continue;
      }
      const char = String.fromCodePoint(point);
      const name = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
      if (quote(char) !== (escapes[name] ?? `"${char}"`)) {
        wrong.push(name);
      }
    }
    expect(wrong).toEqual([]);
  });

  test.each([
    ['\ud800', '"\ufffd"'],
    ['a\udc00b', '"a\ufffdb"'],
    ['\ud83d\ude80\ud83d', '"🚀\ufffd"'],
    ['<\ud800', '"\\u003c\ufffd"'],
  ])('lone surrogates become U+FFFD: %j', (text, quoted) => {
    expect(goQuote(text)).toBe(quoted);
    expect(goMarshalString(text)).toBe(quoted);
  });
});

describe('minQuotedBytes', () => {
  test('counts the bytes of the shorter of both quoted forms', () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 });
    const special = fc
      .array(
        fc.constantFrom(
          '"',
          '\\',
          '\b',
          '\f',
          '\n',
          '<',
          '&',
          '\0',
          '\u2028',
          'é',
          '€',
          '😀',
        ),
      )
      .map((chars) => chars.join(''));
    fc.assert(
      fc.property(fc.oneof(text, special), (text) => {
        const bytes = [goQuote(text), goMarshalString(text)].map((quoted) =>
          Buffer.byteLength(quoted),
        );
        expect(minQuotedBytes(text, 1000)).toBe(Math.min(...bytes));
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['\x7f', 3],
    ['\x80', 4],
    ['\u07ff', 4],
    ['\u0800', 5],
    ['\u2028', 8],
    ['\u2029', 8],
  ])('counts the bytes of %j', (text, bytes) => {
    expect(minQuotedBytes(text, 1000)).toBe(bytes);
  });

  test('never exceeds the real number for lone surrogates', () => {
    for (const text of ['\ud800', '\udfff\udfff', 'a\ud83d', '\ude00\ud83d']) {
      expect(minQuotedBytes(text, 1000)).toBeLessThanOrEqual(
        Buffer.byteLength(goQuote(text)),
      );
    }
  });

  test('stops soon after the limit', () => {
    expect(minQuotedBytes('<'.repeat(100), 10)).toBe(100);
    expect(minQuotedBytes('<'.repeat(100), 300)).toBe(302);
    expect(minQuotedBytes('ab', 3)).toBe(4);
    expect(minQuotedBytes('abc', 3)).toBe(4);
  });
});
