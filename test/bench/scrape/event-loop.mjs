import { ExpvarRegistry } from 'nestjs-expvar';
import { Counter, Registry } from 'prom-client';
import { cpuMicroseconds, median, report } from '../measure.mjs';
import { names } from './names.mjs';

const COUNT = 100_000;
const SCRAPES = 5;

// Not in their order: the first scrape has to sort them.
const mixed = names(COUNT).map((_, i, all) => all[(i * 7919) % COUNT]);

// One after the other, so that neither has the other's objects collected.
const ours = await blocks(() => {
  const registry = new ExpvarRegistry();
  mixed.forEach((name) => registry.newInt(name).add(7));
  return () => registry.render();
});
const peer = await blocks(() => {
  const registry = new Registry();
  for (const name of mixed) {
    new Counter({ name, help: name, registers: [registry] }).inc(7);
  }
  return () => registry.metrics();
});
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

/** The longest blocks of the first scrape, and in the median of later ones. */
async function blocks(register) {
  const scrape = register();
  const first = await longestBlock(scrape);
  const later = [];
  for (let i = 0; i < SCRAPES; i++) {
    later.push(await longestBlock(scrape));
  }
  return { first, later: median(later) };
}

/**
 * The longest stretch in which nothing else had a turn, in milliseconds: of CPU
 * time, because other processes of the machine may take turns in it.
 */
async function longestBlock(work) {
  globalThis.gc();
  let longest = 0;
  let last = cpuMicroseconds();
  const turn = () => {
    const now = cpuMicroseconds();
    longest = Math.max(longest, now - last);
    last = now;
  };
  let timer = setImmediate(function next() {
    turn();
    timer = setImmediate(next);
  });
  await work();
  turn();
  clearImmediate(timer);
  return longest / 1000;
}
