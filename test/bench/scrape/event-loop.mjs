import assert from 'node:assert/strict';
import { ExpvarRegistry } from 'nestjs-expvar';
import { Counter, Registry } from 'prom-client';
import { longestBlock } from '../longest-block.mjs';
import { median, report } from '../measure.mjs';
import { sized } from '../../support/smoke.mjs';
import { names } from './names-and-values.mjs';

const COUNT = 100_000;
const SCRAPES = sized(5, 1);

// In another order, because the first scrape has to sort them.
const unsorted = names(COUNT).map((_, i, all) => all[(i * 7919) % COUNT] ?? '');

// One after the other, so that neither collects the other's garbage.
const ours = await blocks(() => {
  const registry = new ExpvarRegistry();
  unsorted.forEach((name) => registry.newInt(name).add(7));
  return () => registry.render();
}, /^"requests_total_\d+": 7,?$/gm);
const peer = await blocks(() => {
  const registry = new Registry();
  for (const name of unsorted) {
    new Counter({ name, help: name, registers: [registry] }).inc(7);
  }
  return () => registry.metrics();
}, /^requests_total_\d+ 7$/gm);
report({
  '100,000 variables: longest block of the event loop / prom-client': {
    ours: ours.later,
    peer: peer.later,
  },
  '100,000 variables, first scrape: longest block / prom-client': {
    ours: ours.first,
    peer: peer.first,
  },
});

/**
 * Returns the longest block of the first scrape, and that of later scrapes.
 *
 * @param {() => () => Promise<Buffer | string>} register returns what scrapes
 * @param {RegExp} variable matches every variable in a scrape
 */
async function blocks(register, variable) {
  const scrape = register();
  const first = await longestBlock(scrape);
  const later = [];
  for (let i = 0; i < SCRAPES; i++) {
    later.push(await longestBlock(scrape));
  }
  assert.equal(String(await scrape()).match(variable)?.length, COUNT);
  return { first, later: median(later) };
}
