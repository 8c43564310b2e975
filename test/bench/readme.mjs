import { readFile } from 'node:fs/promises';
import { short } from './table.mjs';

// Prints the table of the README from the files that `--json` wrote, one for
// each version of Node: node test/bench/readme.mjs node20.json node26.json

/** @type {import('./table.mjs').Result[][]} */
const runs = await Promise.all(
  process.argv.slice(2).map(async (file) => {
    return JSON.parse(await readFile(file, 'utf8'));
  }),
);
const versions = runs.map(([first]) => `Node ${first?.node}`);
console.log(tableRow(['', 'ours / peer', ...versions]));
console.log(tableRow(['---', '---', ...versions.map(() => '---')]));
for (const { group, name, unit } of runs[0] ?? []) {
  const figures = runs.map((run) => {
    const row = run.find((result) => result.name === name);
    return row ? `${short(row.ratio)} (${short(row.ours)} ${unit})` : '';
  });
  console.log(tableRow([group, name, ...figures]));
}

/** @param {readonly string[]} cells */
function tableRow(cells) {
  return `| ${cells.join(' | ')} |`;
}
