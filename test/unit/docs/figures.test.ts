import { expect, test } from 'vitest';
import { ROWS } from '../../bench/goals.mjs';
import { readPage } from '../../docs/blocks.mjs';

test('the performance page has a figure for each row of the benchmark, and no other', async () => {
  const page = await readPage('docs/performance.md');
  const names = [
    ...page.matchAll(/^\| (?:[a-z-]+)? *\| (.*?) +\| [\d.]/gm),
  ].map(([, name]) => name);
  expect(names).toEqual(ROWS.map(({ name }) => name));
});
