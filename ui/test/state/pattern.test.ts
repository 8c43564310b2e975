import { expect, test } from 'vitest';
import {
  compilePattern as compileWithBudget,
  UnsupportedPatternError,
} from '../../state/pattern.js';

function compilePattern(source: string): (text: string) => boolean | undefined {
  const matches = compileWithBudget(source);
  return (text) => matches(text, { states: Infinity });
}

const TEXTS = [
  '',
  'a',
  'b',
  'ab',
  'ba',
  'aaa',
  'aab',
  'abab',
  'a-b',
  'a.b',
  'a b',
  'orders.created',
  'http.routes.get /orders/:id',
  'x1',
  'x12',
  'p99',
  '运行',
  '😀',
  'a]b',
  'a{2b',
];

test.each([
  '',
  'a',
  '^a',
  'a$',
  '^$',
  '^(a|b)$',
  '^(?:ab)+$',
  '^(?<name>ab)*$',
  'a*',
  '^a+$',
  '^a?b$',
  '^a{2}b?$',
  '^a{2,}$',
  '^a{1,2}$',
  '^a{0}b',
  '^a+?b',
  'a|^b',
  '(|a)b',
  '^(a*)*$',
  '^(a|ab)(b|)$',
  '.',
  '^..$',
  '^.$',
  'a.b',
  'a\\.b',
  'a\\-b',
  '[a-c][^a-c]',
  '[\\]x]',
  '[-]',
  '[^]',
  '[]',
  '\\d+$',
  '^\\w+$',
  '\\W',
  '\\s',
  '\\S\\S\\S',
  '\\bcreated\\b',
  'a\\Bb',
  '\\x61b',
  '\\u0061b',
  '\\u{61}b',
  '\\p{Script=Han}',
  'ROUTES',
  '[A-B]B',
  'get /orders/:id',
  'get \\/orders',
  'a{2',
  '^orders\\.(created|failed)$',
  'p(50|9[05-9])',
])('/%s/ matches the texts that the RegExp of JavaScript matches', (source) => {
  const matches = compilePattern(source);
  let flags = 'iu';
  try {
    void new RegExp(source, flags);
  } catch {
    flags = 'i';
  }
  const expected = new RegExp(source, flags);
  expect(TEXTS.filter((text) => matches(text))).toEqual(
    TEXTS.filter((text) => expected.test(text)),
  );
});

test.each([
  ['(a+)+$', false],
  ['^(a|a)*$', false],
  ['^(a|aa)+$', false],
  ['(.*a){12}$', false],
  [`${'a?'.repeat(28)}b`, false],
  ['(?:){50}a+$', false],
  ['^(.+)+x$', true],
  ['.*.*.*.*.*.*.*.*x', true],
  ['([^x]*)*x', true],
  ['(((((a*)*)*)*)*)*x', true],
])(
  '/%s/ is decided for texts on which backtracking hangs',
  (source, endsInX) => {
    const matches = compilePattern(source);
    expect(matches(`${'a'.repeat(999)}!`)).toBe(false);
    expect(matches(`${'a'.repeat(100)}x`)).toBe(endsInX);
  },
);

test.each([
  '(.*)*\\1z',
  '(?<a>x)\\k<a>',
  '(?=a)b',
  '(?!a)b',
  '(?<=a)b',
  '(?<!a)b',
  '(a{100}){100}',
  '((?:){1000}){1000}',
  'a{301}',
])('/%s/ is refused as unsupported', (source) => {
  expect(() => compilePattern(source)).toThrow(UnsupportedPatternError);
});

test.each(['(', '[', 'a**', 'a{2,1}', '\\'])(
  '/%s/ is refused with the message of the browser',
  (source) => {
    expect(() => compilePattern(source)).toThrow(SyntaxError);
  },
);

test('only the first 1,000 characters of a text are searched', () => {
  const matches = compilePattern('x');
  expect(matches(`${'a'.repeat(999)}x`)).toBe(true);
  expect(matches(`${'a'.repeat(1000)}x`)).toBe(false);
});

test('a search ends when its budget is used up', () => {
  const matches = compileWithBudget('(a|b)*a(a|b){41}$');
  const text = 'ab'.repeat(400);
  const budget = { states: 10_000 };
  expect(matches(text, budget)).toBeUndefined();
  expect(budget.states).toBeLessThan(0);
  expect(matches(text, { states: 1_000_000 })).toBe(true);
});

test('the same text gives the same result again', () => {
  const matches = compilePattern('^a+b$');
  expect([matches('aab'), matches('aab'), matches('a'), matches('ab')]).toEqual(
    [true, true, false, true],
  );
});
