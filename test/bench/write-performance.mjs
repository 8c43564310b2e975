import { readFile, writeFile } from 'node:fs/promises';
import { table, withGenerated } from '../../scripts/docs/generated.mjs';
import { short } from './table.mjs';

// Writes the table of docs/performance.md from the files that `--json` wrote, one
// for each version of Node:
// node test/bench/write-performance.mjs node20.json node26.json

const PAGE = new URL('../../docs/performance.md', import.meta.url);

/** @type {import('./table.mjs').Result[][]} */
const runs = await Promise.all(
  process.argv.slice(2).map(async (file) => {
    return JSON.parse(await readFile(file, 'utf8'));
  }),
);
const versions = runs.map(([first]) => `Node ${first?.node}`);
const rows = (runs[0] ?? []).map(({ group, name, unit }) => {
  const row = [group, name];
  for (const run of runs) {
    const result = run.find((each) => each.name === name);
    row.push(
      result ? `${short(result.ratio)} (${short(result.ours)} ${unit})` : '',
    );
  }
  return row;
});
const page = await readFile(PAGE, 'utf8');
const figures = table([['', 'ours / peer', ...versions], ...rows]);
await writeFile(PAGE, withGenerated(page, 'figures', figures));
