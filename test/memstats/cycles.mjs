import 'reflect-metadata';
import {
  createHistogram,
  monitorEventLoopDelay,
  PerformanceObserver,
} from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { queryObjects, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { NestFactory } from '@nestjs/core';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';

const WARM_UP = 200;
const CYCLES = 1000;
const MAX_BYTES_PER_CYCLE = 1024;
const ABANDONED = 20;

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

class AppModule {}

/** A cycle of an application, and of the same without the module. */
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

const kinds = {
  PerformanceObserver,
  RecordableHistogram: createHistogram().constructor,
  IntervalHistogram: monitorEventLoopDelay().constructor,
  Timeout: setTimeout(() => {}, 0).constructor,
  Immediate: setImmediate(() => {}).constructor,
};

const before = await census();
const bare = await growth(cycles.bare);
// The lesser of two, because what else is kept for a while comes now and then,
// and what a cycle leaves behind comes every time.
const ours = Math.min(await growth(cycles.expvar), await growth(cycles.expvar));
const after = await census();
const perCycle = Math.round(ours - bare);
if (perCycle > MAX_BYTES_PER_CYCLE) {
  throw new Error(
    `a cycle leaves ${perCycle} bytes more than without the module (${Math.round(ours)} and ${Math.round(bare)})`,
  );
}
for (const [kind, count] of Object.entries(after)) {
  if (count > before[kind]) {
    throw new Error(`${count - before[kind]} of ${kind} are alive`);
  }
}
await checkAbandoned();
console.log(
  `${CYCLES} cycles, ${perCycle} bytes each beyond the application without the module, none alive of ${Object.keys(after).join(', ')}`,
);

/** What observes for an application that nobody closes ends as garbage does. */
async function checkAbandoned() {
  const failing = {
    provide: 'failing',
    useValue: {
      onApplicationBootstrap() {
        throw new Error('half-way');
      },
    },
  };
  for (const providers of [[], [failing]]) {
    for (let i = 0; i < ABANDONED; i++) {
      const imports = [ExpvarModule.forRoot()];
      await create({ module: AppModule, imports, providers }).catch(() => {});
    }
  }
  let left;
  for (let i = 0; i < ABANDONED; i++) {
    left = await census();
    if (Object.keys(left).every((kind) => left[kind] <= before[kind])) {
      return;
    }
  }
  throw new Error(
    `abandoned applications have left ${JSON.stringify(left)}; before them ${JSON.stringify(before)}`,
  );
}

/** @returns bytes that stay of a cycle */
async function growth(cycle) {
  await repeat(cycle, WARM_UP);
  const start = await used();
  await repeat(cycle, CYCLES);
  return ((await used()) - start) / CYCLES;
}

async function repeat(cycle, times) {
  for (let i = 0; i < times; i++) {
    await cycle();
  }
}

function create(rootModule) {
  return NestFactory.createApplicationContext(rootModule, {
    logger: false,
    abortOnError: false,
  });
}

async function used() {
  // What a collection has found dead may hold more until the next.
  for (let i = 0; i < 5; i++) {
    gc();
    await nextTurn();
  }
  return process.memoryUsage().heapUsed;
}

/** How many there are of what the module makes. */
async function census() {
  await used();
  return Object.fromEntries(
    Object.entries(kinds).map(([name, constructor]) => [
      name,
      queryObjects(constructor, { format: 'count' }),
    ]),
  );
}
