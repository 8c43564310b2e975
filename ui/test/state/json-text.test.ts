import { expect, test } from 'vitest';
import { indentJson, valueText } from '../../state/json-text.js';

test('valueText returns the exact text of a member', () => {
  const text =
    '{\n"a": {"b}": [1, {"c": "\\"}"}], "n": 12345678901234567890},\n"__proto__": 7}\n';
  expect(valueText(text, ['a', 'n'])).toBe('12345678901234567890');
  expect(valueText(text, ['a', 'b}'])).toBe('[1, {"c": "\\"}"}]');
  expect(valueText(text, ['__proto__'])).toBe('7');
});

test('valueText returns undefined for a member that does not exist', () => {
  expect(valueText('{"a": {"n": 1}}', ['b'])).toBeUndefined();
  expect(valueText('{"a": {"n": 1}}', ['a', 'n', 'x'])).toBeUndefined();
  expect(valueText('{}', ['a'])).toBeUndefined();
});

test('indentJson indents as JSON.stringify does', () => {
  const value = { a: [1, [], {}], 'b:,{': 'x"[', c: { d: null } };
  expect(indentJson(JSON.stringify(value), 1000)).toBe(
    JSON.stringify(value, undefined, 2),
  );
});

test('indentJson ends the text at the given length', () => {
  expect(indentJson('[1,2,3]', 4)).toHaveLength(4);
});
