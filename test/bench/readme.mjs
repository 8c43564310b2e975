import { readFile } from 'node:fs/promises';
import { short } from './table.mjs';

/**
 * Prints the table of the README from what `--json` has written, of one run or
 * of several on different versions of Node.
 *
 * @example
 * node test/bench/readme.mjs node20.json node26.json
 */
const runs = await Promise.all(
  process.argv.slice(2).map(async (file) => {
    return JSON.parse(await readFile(file, 'utf8'));
  }),
);
const versions = runs.map(([{ node }]) => `Node ${node}`);
console.log(tableRow(['', 'ours / peer', ...versions]));
console.log(tableRow(['---', '---', ...versions.map(() => '---')]));
for (const { group, name, unit } of runs[0]) {
  const figures = runs.map((run) => {
    const row = run.find((each) => each.name === name);
    return row ? `${short(row.ratio)} (${short(row.ours)} ${unit})` : '';
  });
  console.log(tableRow([group, name, ...figures]));
}

function tableRow(cells) {
  return `| ${cells.join(' | ')} |`;
}
