import { expect, test } from 'vitest';
import {
  memberJson,
  parseExactJson,
  stringifyExact,
  valueOf,
} from '../../snapshot/exact-json.js';

test.each([
  ['9223372036854775807', 9_223_372_036_854_775_807n],
  ['-9223372036854775808', -9_223_372_036_854_775_808n],
  ['9007199254740993', 9_007_199_254_740_993n],
  ['9007199254740991', 9_007_199_254_740_991],
  ['0.30000000000000004', 0.300_000_000_000_000_04],
  ['1.2345678901234567e300', 1.234_567_890_123_456_7e300],
  ['12345678901234567e3', 12_345_678_901_234_567_000],
  ['5e-324', 5e-324],
  ['-0', -0],
  ['true', true],
  ['null', null],
  ['"9223372036854775807"', '9223372036854775807'],
  ['"a\\"9223372036854775807"', 'a"9223372036854775807'],
  ['{}', { json: '{}', length: 2 }],
  [
    '[9223372036854775807, "x"]',
    { json: '[9223372036854775807,"x"]', length: 25 },
  ],
])('%s has all of its digits', (json, value) => {
  expect(valueOf(parseExactJson(json))).toEqual(value);
});

test('members keep their digits and their names', () => {
  const parsed = parseExactJson(
    '{"12345678901234567890": [1, {"x" : -12345678901234567890}]}',
  );
  expect(stringifyExact(parsed)).toBe(
    '{"12345678901234567890":[1,{"x":-12345678901234567890}]}',
  );
});

test('a long value is truncated', () => {
  expect(valueOf(Array.from({ length: 1000 }, () => 7))).toMatchObject({
    json: expect.stringMatching(/^(?:\[|7,){200}|.{200}$/) as string,
    length: 2001,
  });
  expect(valueOf('a'.repeat(1001))).toEqual({
    json: `"${'a'.repeat(199)}`,
    length: 1003,
  });
});

test.each(['', '{', '[1,]', '"a', '1 2'])('%j is not JSON', (text) => {
  expect(() => parseExactJson(text)).toThrow(SyntaxError);
});

test('memberJson returns the indented JSON of a member as it is written', () => {
  const text =
    '{\n"a": {"b}": [1, {"c": "\\"}"}], "n": -0, "e": 1e+06},\n"__proto__": 7}\n';
  expect(memberJson(text, ['a'])).toBe(
    `{
  "b}": [
    1,
    {
      "c": "\\"}"
    }
  ],
  "n": -0,
  "e": 1e+06
}`,
  );
  expect(memberJson(text, ['__proto__'])).toBe('7');
});

test('memberJson returns undefined for a member that does not exist', () => {
  expect(memberJson('{"a": {"n": 1}}', ['b'])).toBeUndefined();
  expect(memberJson('{"a": {"n": 1}}', ['a', 'n', 'x'])).toBeUndefined();
  expect(memberJson('{}', ['toString'])).toBeUndefined();
});

test('digits without end are no integer', () => {
  expect(valueOf(parseExactJson('1'.repeat(1_000_000)))).toBe(Infinity);
});
