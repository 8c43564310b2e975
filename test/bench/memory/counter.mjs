import { setImmediate } from 'node:timers/promises';
import { ExpvarRegistry } from 'nestjs-expvar';
import { Counter, Registry } from 'prom-client';
import { report, shuffled } from '../measure.mjs';

const COUNTERS = 20_000;
const COLLECTIONS = 4;

// As an object's keys, which the engine has in their final form already, so
// that no side pays for them.
const names = Object.keys(
  Object.fromEntries(
    Array.from({ length: COUNTERS }, (_, i) => [
      `requests_total_${String(i).padStart(6, '0')}`,
      true,
    ]),
  ),
);

/** Each registers counters and returns a scrape of them. */
const sides = {
  ours(names) {
    const registry = new ExpvarRegistry();
    names.forEach((name) => registry.newInt(name));
    return () => registry.render();
  },
  peer(names) {
    const registry = new Registry();
    const help = 'Requests';
    names.forEach((name) => new Counter({ name, help, registers: [registry] }));
    return () => registry.metrics();
  },
};

const bytes = {};
for (const side of shuffled(Object.keys(sides))) {
  // What is made once per process is not counted: code, for one.
  await sides[side](names.slice(0, 100))();
  bytes[side] = await bytesPerCounter(sides[side]);
}
const figures = (moment) => ({
  ours: bytes.ours[moment],
  peer: bytes.peer[moment],
});
report({
  'bytes per registered IntVar / prom-client Counter': figures('registered'),
  'bytes per registered IntVar / prom-client Counter, after a scrape':
    figures('scraped'),
});

async function bytesPerCounter(register) {
  const before = await bytesInUse();
  const scrape = register(names);
  const registered = await bytesInUse();
  await scrape();
  const scraped = await bytesInUse();
  await scrape(); // Keeps the counters alive until here.
  return {
    registered: (registered - before) / COUNTERS,
    scraped: (scraped - before) / COUNTERS,
  };
}

/** On the heap, and in buffers outside of it. */
async function bytesInUse() {
  // Again and again, because some of what one collection finds unused is only
  // given back in the next.
  for (let i = 0; i < COLLECTIONS; i++) {
    await setImmediate();
    globalThis.gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
