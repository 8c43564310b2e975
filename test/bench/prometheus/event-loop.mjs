import assert from 'node:assert/strict';
import { ExpvarRegistry } from 'nestjs-expvar';
import { longestBlock } from '../longest-block.mjs';
import { median, report } from '../measure.mjs';
import { sized } from '../../support/smoke.mjs';
import { names } from '../scrape/names-and-values.mjs';
import { textRenderer } from './renderer.mjs';

const COUNT = 100_000;
const SCRAPES = sized(5, 1);
const LIMIT_MS = 10;

const registry = new ExpvarRegistry();
for (const name of names(COUNT)) {
  registry.newInt(name, { kind: 'counter' }).add(7);
}
const scrape = textRenderer(registry);

const first = await longestBlock(scrape);
const later = [];
for (let i = 0; i < SCRAPES; i++) {
  later.push(await longestBlock(scrape));
}
assert.equal(String(await scrape()).match(/^[^#\n]/gm)?.length, COUNT);
report({
  '100,000 counters as text: longest block of the event loop / 10 ms': {
    ours: median(later),
    peer: LIMIT_MS,
  },
  '100,000 counters as text, first scrape: longest block / 10 ms': {
    ours: first,
    peer: LIMIT_MS,
  },
});
