import { ExpvarRegistry } from 'nestjs-expvar';
import { Counter, Registry } from 'prom-client';
import { cpuMicroseconds, median, report } from '../measure.mjs';
import { names } from './names.mjs';

const COUNT = 100_000;
const SCRAPES = 5;

const registry = new ExpvarRegistry();
const prom = new Registry();
// Not in their order: the first scrape has to sort them.
for (const name of names(COUNT).toSorted((a, b) => reversed(a, b))) {
  registry.newInt(name).add(7);
  new Counter({ name, help: name, registers: [prom] }).inc(7);
}

const first = {
  ours: await longestBlock(() => registry.render()),
  peer: await longestBlock(() => prom.metrics()),
};
const later = { ours: [], peer: [] };
for (let i = 0; i < SCRAPES; i++) {
  later.ours.push(await longestBlock(() => registry.render()));
  later.peer.push(await longestBlock(() => prom.metrics()));
}
report({
  '100,000 variables, first scrape: longest block / prom-client': first,
  '100,000 variables: longest block of the event loop / prom-client': {
    ours: median(later.ours),
    peer: median(later.peer),
  },
});

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

function reversed(a, b) {
  const [x, y] = [a, b].map((name) => [...name].toReversed().join(''));
  return x < y ? -1 : 1;
}
