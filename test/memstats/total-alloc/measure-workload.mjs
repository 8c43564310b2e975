// Runs one workload, and prints how much it allocated: TotalAlloc, and what V8's
// profiler of collections counted.
import 'reflect-metadata';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import v8 from 'node:v8';
import { NestFactory } from '@nestjs/core';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { workloads } from './workloads.mjs';

const SCRAPE_INTERVAL_MS = 100;

const { values: options } = parseArgs({
  options: {
    workload: { type: 'string', default: '' },
    scrapers: { type: 'string', default: '1' },
    profile: { type: 'boolean', default: false },
    smoke: { type: 'boolean', default: false },
  },
});

const app = await NestFactory.createApplicationContext(
  { module: class AppModule {}, imports: [ExpvarModule.forRoot()] },
  { logger: ['error'], abortOnError: false },
);
const registry = app.get(ExpvarRegistry);
const run = await workloads[options.workload]?.();
if (run === undefined) {
  throw new Error(`there is no workload ${options.workload}`);
}
let scrapes = 0;
let lastTotalAlloc = 0;
const timers = Array.from({ length: Number(options.scrapers) }, () =>
  setInterval(() => void scrape(), SCRAPE_INTERVAL_MS),
);
await untilCollectionsAreReported();
const profiler = options.profile ? new v8.GCProfiler() : undefined;
scrapes = 0;
const before = await scrape();
profiler?.start();
await run();
await untilCollectionsAreReported();
const after = await scrape();
const collections = profiler?.stop()?.statistics;
timers.forEach((timer) => clearInterval(timer));
await app.close();
console.log(
  JSON.stringify({
    totalAlloc: after.TotalAlloc - before.TotalAlloc,
    profiled: collections && profiledBytes(collections),
    collections: after.NumGC - before.NumGC,
    scrapes,
  }),
);

async function scrape() {
  const document = await registry.render((name) => name === 'memstats');
  /** @type {Record<'memstats', Record<'TotalAlloc' | 'HeapAlloc' | 'NumGC', number>>} */
  const { memstats } = JSON.parse(document.toString());
  const { TotalAlloc, HeapAlloc, NumGC } = memstats;
  if (TotalAlloc < lastTotalAlloc || TotalAlloc < HeapAlloc) {
    throw new Error(
      `TotalAlloc is ${TotalAlloc} after ${lastTotalAlloc}, and HeapAlloc ${HeapAlloc}`,
    );
  }
  lastTotalAlloc = TotalAlloc;
  scrapes++;
  return { TotalAlloc, HeapAlloc, NumGC };
}

/** V8 reports collections some iterations of the event loop later. */
async function untilCollectionsAreReported() {
  for (let i = 0; i < 3; i++) {
    await setImmediate();
  }
}

/**
 * Sums the growth of the heap between collections.
 *
 * @param {readonly import('node:v8').GCProfilerResult['statistics'][number][]} statistics
 */
function profiledBytes(statistics) {
  let allocated = 0;
  let used = before.HeapAlloc;
  for (const { beforeGC, afterGC } of statistics) {
    allocated += beforeGC.heapStatistics.usedHeapSize - used;
    used = afterGC.heapStatistics.usedHeapSize;
  }
  return allocated + after.HeapAlloc - used;
}
