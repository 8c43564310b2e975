import { setImmediate } from 'node:timers/promises';
import { ExpvarRegistry } from 'nestjs-expvar';
import { Counter, Registry } from 'prom-client';
import { report, shuffled } from '../measure.mjs';

const COUNTERS = 20_000;
const COLLECTIONS = 4;

/** @typedef {{ registered: number, scraped: number }} Bytes */

// Keys of an object are interned already, so that neither side pays for it.
const names = Object.keys(
  Object.fromEntries(
    Array.from({ length: COUNTERS }, (_, i) => [
      `requests_total_${String(i).padStart(6, '0')}`,
      true,
    ]),
  ),
);

/**
 * Functions that register counters and return what scrapes them.
 *
 * @type {Record<'ours' | 'peer', (names: readonly string[]) => () => Promise<unknown>>}
 */
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

/** @type {Record<'ours' | 'peer', Bytes>} */
const bytes = {
  ours: { registered: NaN, scraped: NaN },
  peer: { registered: NaN, scraped: NaN },
};
for (const side of shuffled(/** @type {const} */ (['ours', 'peer']))) {
  // Allocates what a process allocates once, such as code.
  await sides[side](names.slice(0, 100))();
  bytes[side] = await bytesPerCounter(sides[side]);
}
/** @param {keyof Bytes} moment */
const figures = (moment) => ({
  ours: bytes.ours[moment],
  peer: bytes.peer[moment],
});
report({
  'bytes per registered IntVar / prom-client Counter': figures('registered'),
  'bytes per registered IntVar / prom-client Counter, after a scrape':
    figures('scraped'),
});

/** @param {(typeof sides)['ours']} register */
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

/** Returns the bytes on the heap and in buffers outside of it. */
async function bytesInUse() {
  // Several times, because a collection finds some objects dead that only the
  // next one frees.
  for (let i = 0; i < COLLECTIONS; i++) {
    await setImmediate();
    globalThis.gc?.();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
