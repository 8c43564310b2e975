import { parseArgs } from 'node:util';
import { tooDear } from './cost.mjs';
import { fullDocuments } from './full-documents.mjs';
import { complaintsAbout, complaintsBeside } from './judge.mjs';
import { scrapedPage } from './scraped-page.mjs';
import { kinds, neighbours } from './table.mjs';

const TIMES = 3;

const { platform, cost, only } = parseArgs({
  options: {
    platform: { type: 'string', default: 'express' },
    cost: { type: 'string' },
    only: { type: 'string' },
  },
}).values;

let complaints = 0;
const sizes = [];
const documents = [
  {
    name: 'all kinds in one document',
    rows: [...kinds, ...neighbours].filter(isWanted),
  },
  ...fullDocuments.filter(isWanted),
].filter(({ rows }) => rows.length > 0);
if (documents.length === 0) {
  throw new Error(`nothing is named ${only}`);
}
for (const { rows } of documents) {
  const page = await scrapedPage(platform, rows, TIMES);
  for (const row of rows) {
    for (const complaint of complaintsAbout(row, page)) {
      complain(`${row.name}: ${complaint}`);
    }
  }
  complaintsBeside(rows, page).forEach(complain);
  sizes.push(page.bytes);
}
if (cost !== undefined) {
  const dear = tooDear(kinds.filter(isWanted), Number(cost));
  for await (const complaint of dear) {
    complain(complaint);
  }
}
console.log(
  `${kinds.length} kinds, ${TIMES} times in documents of ${sizes.join(', ')} bytes`,
);
process.exitCode = complaints > 0 ? 1 : 0;

function isWanted({ name }) {
  return only === undefined || name === only || name === `${only} |`;
}

function complain(complaint) {
  complaints++;
  console.log(`FAIL  ${complaint}`);
}
