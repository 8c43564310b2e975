import 'reflect-metadata';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread, Worker } from 'node:worker_threads';
import { NestFactory } from '@nestjs/core';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { Invariants } from './invariants.mjs';
import { loads } from './load.mjs';

/** Of each load. */
const LOAD_MS = 1000;

/** A block of the loop is to be reported so exactly, in ms. */
const BLOCK_MS = 150;
const BLOCK_TOLERANCE_MS = 25;

/** A machine that is busy elsewhere may lengthen the iterations of a few. */
const BLOCK_ATTEMPTS = 5;

/** What `node` looks back on, in ms. */
const WINDOW_MS = 1000;

setFlagsFromString('--expose-gc');
globalThis.gc ??= runInNewContext('gc');

if (isMainThread && process.argv[2] === 'worker') {
  new Worker(new URL(import.meta.url)).once('exit', (code) => {
    process.exitCode = code;
  });
} else {
  await main();
}

async function main() {
  const app = await NestFactory.createApplicationContext(
    {
      module: class AppModule {},
      imports: [ExpvarModule.forRoot({ node: { window: WINDOW_MS } })],
    },
    { logger: ['error', 'warn'], abortOnError: false },
  );
  const registry = app.get(ExpvarRegistry);
  const invariants = await Invariants.load();
  const scrape = async () => {
    const document = (await registry.render()).toString();
    invariants.check(document);
    return document;
  };
  for (const load of Object.values(loads)) {
    const end = performance.now() + LOAD_MS;
    for (let turn = 0; performance.now() < end; turn++) {
      load();
      await (turn % 10 === 0 ? scrape() : setImmediate());
    }
    await setTimeout(50);
    await scrape();
  }
  await checkSameTurn(scrape);
  const block = await checkBlock(scrape);
  await app.close();
  const { documents, collections } = invariants;
  console.log(`${documents} documents, ${collections} collections, ${block}`);
}

/** A collection that ends in the turn of the scrape is in the document. */
async function checkSameTurn(scrape) {
  for (let i = 0; i < 20; i++) {
    const before = forced(await scrape());
    globalThis.gc();
    const after = forced(await scrape());
    if (after !== before + 1) {
      throw new Error(
        `NumForcedGC went from ${before} to ${after} by one gc()`,
      );
    }
  }
}

/** A block of the loop that ends in the turn of the scrape is reported. */
async function checkBlock(scrape) {
  const misses = [];
  while (misses.length < BLOCK_ATTEMPTS) {
    await untilCalm(scrape);
    const { blocked, most, reported, mode } = await block(scrape);
    if (
      reported >= blocked - BLOCK_TOLERANCE_MS &&
      reported <= most + BLOCK_TOLERANCE_MS
    ) {
      return `a block of ${blocked.toFixed(1)} ms reported as ${reported.toFixed(1)} by ${mode}`;
    }
    misses.push(`${blocked} ms as ${reported} ms`);
  }
  throw new Error(`blocks are reported wrongly: ${misses.join(', ')}`);
}

/** Until the iterations of the loads, which may be longer, are out of sight. */
async function untilCalm(scrape) {
  while ((await delay(scrape)).max >= BLOCK_MS - BLOCK_TOLERANCE_MS) {
    await setTimeout(100);
  }
}

/** In milliseconds. */
async function block(scrape) {
  await setImmediate();
  const start = performance.now();
  while (performance.now() - start < BLOCK_MS);
  const blocked = performance.now() - start;
  const { max, mode } = await delay(scrape);
  // What else is done in that iteration of the loop is a part of it.
  return { blocked, most: performance.now() - start, reported: max, mode };
}

/** The delay of the event loop, its maximum in milliseconds. */
async function delay(scrape) {
  const { max, mode } = JSON.parse(await scrape()).node.eventLoop.delay;
  return { max: max * 1000, mode };
}

function forced(document) {
  return Number(/"NumForcedGC":(\d+)/.exec(document)[1]);
}
