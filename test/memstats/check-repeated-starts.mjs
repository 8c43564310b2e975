// Expects that applications which start and close leave nothing behind: no
// observer of the process, no object and few bytes.
import 'reflect-metadata';
import assert from 'node:assert/strict';
import {
  createHistogram,
  monitorEventLoopDelay,
  PerformanceObserver,
} from 'node:perf_hooks';
import { queryObjects } from 'node:v8';
import { NestFactory } from '@nestjs/core';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { isSmoke, sized } from '../support/smoke.mjs';
import {
  collectGarbage,
  exposeGarbageCollection,
} from './garbage-collection.mjs';

const WARM_UP = sized(200, 30);
const CYCLES = sized(1000, 100);
const MAX_BYTES = 1024;
/** A leak keeps at least one object per cycle. */
const MAX_OBJECTS = 0.5;
const ABANDONED = 20;

exposeGarbageCollection();

class AppModule {}

/** Starts and closes an application. */
const cycles = {
  async bare() {
    const app = await create({ module: AppModule });
    await app.close();
  },
  async expvar() {
    const imports = [ExpvarModule.forRoot()];
    const app = await create({ module: AppModule, imports });
    await app.get(ExpvarRegistry).render();
    await app.close();
  },
};

const observerClasses = {
  PerformanceObserver,
  RecordableHistogram: createHistogram().constructor,
  IntervalHistogram: monitorEventLoopDelay().constructor,
  Timeout: setTimeout(() => {}, 0).constructor,
  Immediate: setImmediate(() => {}).constructor,
};

const before = await countObservers();
const bare = await growthPerCycle(cycles.bare);
const first = await growthPerCycle(cycles.expvar);
const second = await growthPerCycle(cycles.expvar);
await untilObserversAre(before);

// A leak shows in both measurements, what is kept for a while in one.
const objects = Math.min(first.objects, second.objects) - bare.objects;
const bytes = Math.round(Math.min(first.bytes, second.bytes) - bare.bytes);
assert(objects <= MAX_OBJECTS, `a cycle leaves ${objects} objects behind`);
if (!isSmoke) {
  assert(bytes <= MAX_BYTES, `a cycle leaves ${bytes} bytes behind`);
}
await abandonApplications();
await untilObserversAre(before);
console.log(
  `${CYCLES} cycles keep ${objects.toFixed(2)} objects and ${bytes} bytes each beyond those of the application without the module`,
);

/** Starts applications that nobody closes, half of which fail to start. */
async function abandonApplications() {
  const failing = {
    provide: 'failing',
    useValue: {
      onApplicationBootstrap() {
        throw new Error('the start fails');
      },
    },
  };
  for (const providers of [[], [failing]]) {
    for (let i = 0; i < ABANDONED; i++) {
      const imports = [ExpvarModule.forRoot()];
      await create({ module: AppModule, imports, providers }).catch(() => {});
    }
  }
}

/**
 * Waits until no more observers are alive than before.
 *
 * @param {Record<string, number>} expected
 */
async function untilObserversAre(expected) {
  /** @type {Record<string, number>} */
  let alive = {};
  for (let i = 0; i < 100; i++) {
    alive = await countObservers();
    if (
      Object.entries(alive).every(
        ([name, count]) => count <= (expected[name] ?? 0),
      )
    ) {
      return;
    }
  }
  assert.deepEqual(alive, expected, 'observers are left behind');
}

/** @param {() => Promise<void>} cycle */
async function growthPerCycle(cycle) {
  await repeat(cycle, WARM_UP);
  const start = await measureHeap();
  await repeat(cycle, CYCLES);
  const end = await measureHeap();
  return {
    objects: (end.objects - start.objects) / CYCLES,
    bytes: (end.bytes - start.bytes) / CYCLES,
  };
}

/**
 * @param {() => Promise<void>} cycle
 * @param {number} times
 */
async function repeat(cycle, times) {
  for (let i = 0; i < times; i++) {
    await cycle();
  }
}

/** @param {import('@nestjs/common').DynamicModule} rootModule */
function create(rootModule) {
  return NestFactory.createApplicationContext(rootModule, {
    logger: false,
    abortOnError: false,
  });
}

async function measureHeap() {
  await collectGarbage();
  return {
    objects: queryObjects(Object, { format: 'count' }),
    bytes: process.memoryUsage().heapUsed,
  };
}

/** Counts the objects with which the module observes the process. */
async function countObservers() {
  await collectGarbage();
  return Object.fromEntries(
    Object.entries(observerClasses).map(([name, observerClass]) => [
      name,
      queryObjects(observerClass, { format: 'count' }),
    ]),
  );
}
