import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { memberPages } from '../../../scripts/docs/member-tables.mjs';

test('the pages of memstats and node have the members that are published', async () => {
  for (const [file, text] of await memberPages()) {
    // `node scripts/docs/member-tables.mjs` writes them anew.
    expect(await readFile(file, 'utf8')).toBe(text);
  }
});
