import { expect, test } from 'vitest';
import { indented, memberText } from '../json-text.js';
import { pathKey } from '../path-key.js';
import { printable } from '../printable.js';

test('a member of a document is its exact text', () => {
  const text =
    '{\n"a": {"b}": [1, {"c": "\\"}"}], "n": 12345678901234567890},\n"__proto__": 7}\n';
  expect(memberText(text, ['a', 'n'])).toBe('12345678901234567890');
  expect(memberText(text, ['a', 'b}'])).toBe('[1, {"c": "\\"}"}]');
  expect(memberText(text, ['__proto__'])).toBe('7');
  expect(memberText(text, ['b'])).toBeUndefined();
  expect(memberText(text, ['a', 'n', 'x'])).toBeUndefined();
  expect(memberText('{}', ['a'])).toBeUndefined();
});

test('JSON is indented as JSON.stringify does it', () => {
  const value = { a: [1, [], {}], 'b:,{': 'x"[', c: { d: null } };
  expect(indented(JSON.stringify(value), 1000)).toBe(
    JSON.stringify(value, undefined, 2),
  );
  expect(indented('[1,2,3]', 4)).toHaveLength(4);
});

test('paths have keys of their own', () => {
  const paths = [
    ['a', 'b'],
    ['a/b'],
    ['a%2Fb'],
    ['~'],
    ['\ud800'],
    ['~d800'],
    ['\udc00'],
    [''],
    ['', ''],
  ];
  expect(new Set(paths.map(pathKey)).size).toBe(paths.length);
  expect(pathKey(['quotes', 'ticks'])).toBe('quotes/ticks');
});

test('what would hide or reorder text is shown', () => {
  expect(printable('a\u202eb')).toBe('a\\u202eb');
  expect(printable('line\nline')).toBe('line␊line');
  expect(printable('运行时间')).toBe('运行时间');
  expect(printable('x'.repeat(1000))).toHaveLength(401);
});
