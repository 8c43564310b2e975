import { expect, test } from 'vitest';
import { printable, printablePath } from '../../state/printable.js';

test('printable replaces characters that hide or reorder text', () => {
  expect(printable('a\u202eb')).toBe('a\\u202eb');
  expect(printable('line\nline')).toBe('line␊line');
  expect(printable('\u007f')).toBe('␡');
});

test('printable leaves the text of any script as it is', () => {
  expect(printable('运行时间')).toBe('运行时间');
});

test('printable shortens a long text', () => {
  expect(printable('x'.repeat(1000))).toBe(`${'x'.repeat(400)}…`);
  expect(printable('abc', 2)).toBe('ab…');
});

test('printablePath joins the parts of a path', () => {
  expect(printablePath(['http', 'GET /\u0000'])).toBe('http › GET /␀');
});
