import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const document = readFileSync(new URL('docs/reliability.md', root), 'utf8');
const rows = [...document.matchAll(/^\| ([A-K]\d+) +\| (.+?) \|$/gm)].map(
  ([, rule, rest]) => ({ rule: rule!, cells: rest!.split(' | ') }),
);

/** The number of rules of each section. */
const RULES = {
  A: 25,
  B: 9,
  C: 11,
  D: 18,
  E: 9,
  F: 9,
  G: 9,
  H: 18,
  I: 15,
  J: 20,
  K: 3,
};

test('every rule has a test, a sentence in the README, or a reason why it is not done', () => {
  const expected = Object.entries(RULES).flatMap(([section, count]) =>
    Array.from({ length: count }, (_, i) => `${section}${i + 1}`),
  );
  const found = new Set(rows.map(({ rule }) => rule));
  expect(expected.filter((rule) => !found.has(rule))).toEqual([]);
});

describe('the promise table', () => {
  const tested = rows.flatMap(({ rule, cells }) => {
    const [, file, text = ''] =
      /^`((?:ui\/)?test\/[^`]+)`(?: "(.+)")?\s*$/.exec(cells.at(-1)!) ?? [];
    return file === undefined ? [] : [{ rule, file, text }];
  });

  test('names a test for most rules', () => {
    expect(tested.length).toBeGreaterThan(100);
  });

  test.each(tested)(
    'names an existing test for $rule in $file',
    ({ file, text }) => {
      const url = new URL(file, root);
      expect(existsSync(url)).toBe(true);
      expect(readFileSync(url, 'utf8')).toContain(text);
    },
  );
});
