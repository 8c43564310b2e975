import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ROWS } from '../bench/goals.mjs';

const readme = new URL('../../README.md', import.meta.url);

test('the README has a figure for exactly the rows of the benchmark', async () => {
  const text = await readFile(readme, 'utf8');
  const table = text
    .slice(text.indexOf('## What it costs'))
    .split('\n## ', 2)[0]!;
  const names = [
    ...table.matchAll(/^\| (?:[a-z-]+)? *\| (.*?) +\| [\d.]/gm),
  ].map(([, name]) => name);
  expect(names).toEqual(ROWS.map(({ name }) => name));
});
