// Checks the documents of an application against the promises of Go, while the
// application uses memory in several ways.
import 'reflect-metadata';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { isMainThread, Worker } from 'node:worker_threads';
import { NestFactory } from '@nestjs/core';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { isSmoke, smokeArgs, sized } from '../support/smoke.mjs';
import { exposeGarbageCollection } from './garbage-collection.mjs';
import { Invariants } from './invariants.mjs';
import { loads } from './loads.mjs';

/** @typedef {() => Promise<string>} Scrape */

/**
 * How many iterations of the event loop run each load, and scrape in between.
 */
const ITERATIONS = sized(1000, 300);
const ITERATIONS_PER_SCRAPE = 5;

const BLOCK_MS = 150;
/** How exactly a block of the event loop is reported. */
const BLOCK_TOLERANCE_MS = 25;
/** On a busy machine other iterations may be longer than the block. */
const BLOCK_ATTEMPTS = 5;

/** The window of `node`, in seconds. */
const WINDOW = 1;

exposeGarbageCollection();

if (isMainThread && process.argv[2] === 'worker') {
  const worker = new Worker(new URL(import.meta.url), { argv: smokeArgs });
  worker.once('exit', (code) => {
    process.exitCode = code;
  });
} else {
  await main();
}

async function main() {
  const app = await NestFactory.createApplicationContext(
    {
      module: class AppModule {},
      imports: [ExpvarModule.forRoot({ node: { window: WINDOW } })],
    },
    { logger: ['error'], abortOnError: false },
  );
  const registry = app.get(ExpvarRegistry);
  const invariants = await Invariants.create();
  const scrape = async () => {
    const document = (await registry.render()).toString();
    invariants.check(document);
    return document;
  };
  for (const load of Object.values(loads)) {
    for (let i = 0; i < ITERATIONS; i++) {
      load();
      await (i % ITERATIONS_PER_SCRAPE === 0 ? scrape() : setImmediate());
    }
    await setTimeout(50);
    await scrape();
  }
  await checkLatestCollection(scrape);
  const block = await checkBlock(scrape);
  await app.close();
  const { documents, collections } = invariants;
  console.log(`${documents} documents, ${collections} collections, ${block}`);
}

/**
 * Expects that a document has the collection that ended just before it.
 *
 * @param {Scrape} scrape
 */
async function checkLatestCollection(scrape) {
  for (let i = 0; i < 20; i++) {
    const before = forcedCollections(await scrape());
    globalThis.gc?.();
    const after = forcedCollections(await scrape());
    if (after !== before + 1) {
      throw new Error(
        `NumForcedGC went from ${before} to ${after} after one gc()`,
      );
    }
  }
}

/**
 * Expects that a document reports a block of the event loop that ended just
 * before it. A smoke run accepts longer delays, because a busy machine makes
 * them.
 *
 * @param {Scrape} scrape
 */
async function checkBlock(scrape) {
  const misses = [];
  while (misses.length < BLOCK_ATTEMPTS) {
    if (!isSmoke) {
      await untilCalm(scrape);
    }
    const { blocked, most, reported, mode } = await measureBlock(scrape);
    const upperLimit = isSmoke ? Infinity : most + BLOCK_TOLERANCE_MS;
    if (reported >= blocked - BLOCK_TOLERANCE_MS && reported <= upperLimit) {
      return `a block of ${blocked.toFixed(1)} ms reported as ${reported.toFixed(1)} by ${mode}`;
    }
    misses.push(`${blocked} ms as ${reported} ms`);
  }
  throw new Error(`blocks are reported wrongly: ${misses.join(', ')}`);
}

/**
 * Waits until the iterations of the loads, which may be longer than the block,
 * have left the window.
 *
 * @param {Scrape} scrape
 */
async function untilCalm(scrape) {
  while ((await readDelay(scrape)).max >= BLOCK_MS - BLOCK_TOLERANCE_MS) {
    await setTimeout(100);
  }
}

/**
 * Blocks the event loop. All times are in milliseconds.
 *
 * @param {Scrape} scrape
 */
async function measureBlock(scrape) {
  await setImmediate();
  const start = performance.now();
  while (performance.now() - start < BLOCK_MS);
  const blocked = performance.now() - start;
  const { max, mode } = await readDelay(scrape);
  // The rest of that iteration of the event loop counts too.
  return { blocked, most: performance.now() - start, reported: max, mode };
}

/**
 * Reads the longest delay of the event loop in milliseconds.
 *
 * @param {Scrape} scrape
 */
async function readDelay(scrape) {
  const { max, mode } = JSON.parse(await scrape()).node.eventLoop.delay;
  return { max: max * 1000, mode };
}

/** @param {string} document */
function forcedCollections(document) {
  return Number(/"NumForcedGC":(\d+)/.exec(document)?.[1]);
}
