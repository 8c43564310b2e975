import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/reliability.md', root), 'utf8');
const rows = [...page.matchAll(/^\| ([A-K]\d+) +\| (.+?) \|$/gm)].map(
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
  H: 11,
  I: 15,
  J: 20,
  K: 3,
};

test('every rule is held by a test, said by the README, or listed as not done', () => {
  const expected = Object.entries(RULES).flatMap(([section, count]) =>
    Array.from({ length: count }, (_, i) => `${section}${i + 1}`),
  );
  const found = new Set(rows.map(({ rule }) => rule));
  expect(expected.filter((rule) => !found.has(rule))).toEqual([]);
});

describe('the test that is named for', () => {
  const tested = rows.flatMap(({ rule, cells }) => {
    const [, file, words = ''] =
      /^`((?:ui\/)?test\/[^`]+)`(?: "(.+)")?\s*$/.exec(cells.at(-1)!) ?? [];
    return file === undefined ? [] : [{ rule, file, words }];
  });

  test('most rules', () => {
    expect(tested.length).toBeGreaterThan(100);
  });

  test.each(tested)('$rule is in $file', ({ file, words }) => {
    const url = new URL(file, root);
    expect(existsSync(url)).toBe(true);
    expect(readFileSync(url, 'utf8')).toContain(words);
  });
});
