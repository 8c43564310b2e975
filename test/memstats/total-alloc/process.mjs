// Runs one workload, and prints what it allocated by the estimate and in truth.
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import v8 from 'node:v8';
import { workloads } from './workloads.mjs';

const HOLDER = {};

const SCRAPE_EVERY_MS = 100;

const { values: options } = parseArgs({
  options: {
    workload: { type: 'string' },
    scrapers: { type: 'string' },
    profile: { type: 'string' },
    app: { type: 'string' },
    memstats: { type: 'string' },
  },
});

const { gcRecorder, ProcessReadings, readMemStats } = await import(
  options.memstats
);
const readings = new ProcessReadings({ warn: console.warn });

if (options.app === 'yes') {
  // The young generation of an application is larger than that of a bare Node.
  await import('@nestjs/core');
  await import('@nestjs/platform-express');
}
let scrapes = 0;
let highest = 0;
const run = await workloads[options.workload]();
gcRecorder.acquire(HOLDER);
const timers = Array.from({ length: Number(options.scrapers) }, () =>
  setInterval(scrape, SCRAPE_EVERY_MS),
);
await reports();
const profiler = options.profile === 'yes' ? new v8.GCProfiler() : undefined;
scrapes = 0;
const before = scrape();
profiler?.start();
await run();
await reports();
const after = scrape();
const collections = profiler?.stop().statistics;
timers.forEach(clearInterval);
gcRecorder.release(HOLDER);
console.log(
  JSON.stringify({
    estimate: after.TotalAlloc - before.TotalAlloc,
    truth: collections && truth(collections),
    collections: after.NumGC - before.NumGC,
    scrapes,
  }),
);

function scrape() {
  const stats = readMemStats('all', readings);
  const { TotalAlloc, HeapAlloc } = stats;
  if (TotalAlloc < highest || TotalAlloc < HeapAlloc) {
    throw new Error(`TotalAlloc fell from ${highest} to ${TotalAlloc}`);
  }
  highest = TotalAlloc;
  scrapes++;
  return stats;
}

/** Until collections have been reported, which takes some turns. */
async function reports() {
  for (let i = 0; i < 3; i++) {
    await setImmediate();
  }
}

/** What the heap grew by between collections, each of which is profiled. */
function truth(collections) {
  let allocated = 0;
  let used = before.HeapAlloc;
  for (const { beforeGC, afterGC } of collections) {
    allocated += beforeGC.heapStatistics.usedHeapSize - used;
    used = afterGC.heapStatistics.usedHeapSize;
  }
  return allocated + after.HeapAlloc - used;
}
