import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import {
  allBlocks,
  blocksOf,
  patternOf,
  placeOf,
  ROOT,
} from '../../docs/blocks.mjs';

const blocks = await allBlocks();

test('every block that is not TypeScript says how it is tested', () => {
  const silent = blocks.filter(
    ({ language, directive }) => language !== 'ts' && directive === undefined,
  );
  expect(silent.map(placeOf)).toEqual([]);
});

test.each(blocks.filter(({ directive }) => directive?.name === 'file'))(
  'the block $page:$line is a part of the file that a suite runs',
  async ({ code, directive }) => {
    const file = await readFile(path.join(ROOT, directive!.text), 'utf8');
    expect(file).toContain(code);
  },
);

test.each(blocks.filter(({ directive }) => directive?.name === 'by'))(
  'the test that reads the block $page:$line exists',
  ({ directive }) => {
    const [file] = directive!.text.split(/[,\s]/);
    expect(existsSync(path.join(ROOT, file!))).toBe(true);
  },
);

test('blocks have the directive before them', () => {
  const text = [
    '<!-- test: skip, needs a cluster -->',
    '',
    '```sh',
    'kubectl',
    '```',
    '<!-- test: context',
    'declare const a: 1;',
    '-->',
    '```ts',
    'a;',
    '```',
    '```ts',
    'b;',
    '```',
  ].join('\n');
  expect(blocksOf('a.md', text)).toEqual([
    {
      page: 'a.md',
      line: 3,
      language: 'sh',
      code: 'kubectl\n',
      directive: { name: 'skip', text: 'needs a cluster' },
    },
    {
      page: 'a.md',
      line: 9,
      language: 'ts',
      code: 'a;\n',
      directive: { name: 'context', text: 'declare const a: 1;' },
    },
    {
      page: 'a.md',
      line: 12,
      language: 'ts',
      code: 'b;\n',
      directive: undefined,
    },
  ]);
});

test.each([
  ['<!-- test: skp, reason -->\n```\n```', 'a.md:1: skp is no directive'],
  ['<!-- test: skip -->\n```\n```', 'a.md:1: the directive skip needs a text'],
  ['<!-- test: run -->\ntext', 'no block follows the last directive'],
  ['<!-- test: run -->\n<!-- test: run -->', 'a.md:2: two directives'],
])('refuses the directive of %j', (text, message) => {
  expect(() => blocksOf('a.md', text)).toThrow(message);
});

test.each([
  ['{"a": 1}', '{"a": 1}', true],
  ['{"a": 1}', '{"a": 2}', false],
  ['{"a":…}', '{"a":[1,2]}', true],
  ['{"a":…}', '{"b":[1,2]}', false],
  ['a.c', 'abc', false],
])('the output %j matches the printed line %j: %s', (output, line, matches) => {
  expect(patternOf(output).test(line)).toBe(matches);
});
