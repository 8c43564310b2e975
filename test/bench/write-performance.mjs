import { readFile, writeFile } from 'node:fs/promises';
import { table, withGenerated } from '../../scripts/docs/generated.mjs';
import { ROWS } from './goals.mjs';
import { short } from './table.mjs';

// Writes figures into the table of docs/performance.md from the files that `--json`
// wrote, for example one for each version of Node:
// node test/bench/write-performance.mjs node20.json node26.json
//
// A figure that no file has stays as it is, so that one group of rows can be
// measured again.

const PAGE = new URL('../../docs/performance.md', import.meta.url);
const TITLES = /^\| +\| ours \/ peer +\|(.*)\|$/m;
const CELLS = /^\| [a-z-]+ +\| (.*?) +\|(.*)\|$/gm;

/** @type {import('./table.mjs').Result[]} */
const results = [];
for (const file of process.argv.slice(2)) {
  results.push(...JSON.parse(await readFile(file, 'utf8')));
}
const page = await readFile(PAGE, 'utf8');
const versions = cellsOf(TITLES.exec(page)?.[1] ?? '');
const known = new Map(
  Array.from(page.matchAll(CELLS), ([, name, cells = '']) => [
    name,
    cellsOf(cells),
  ]),
);
for (const { node } of results) {
  if (!versions.includes(`Node ${node}`)) {
    throw new Error(`The table has no column for Node ${node}.`);
  }
}

const rows = ROWS.map(({ group, name }) => {
  const cells = versions.map((version, column) => {
    const result = results.find(
      (each) => each.name === name && `Node ${each.node}` === version,
    );
    return result === undefined
      ? (known.get(name)?.[column] ?? '')
      : `${short(result.ratio)} (${short(result.ours)} ${result.unit})`;
  });
  return [group, name].concat(cells);
});
const figures = table([['', 'ours / peer', ...versions], ...rows]);
await writeFile(PAGE, withGenerated(page, 'figures', figures));

/** @param {string} cells */
function cellsOf(cells) {
  return cells.split('|').map((cell) => cell.trim());
}
