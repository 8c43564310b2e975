import 'reflect-metadata';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { cpuMicroseconds, median, report } from '../measure.mjs';
import { sized } from '../../support/smoke.mjs';
import { portOf } from '../../support/port-of.mjs';

const HEAP_BYTES = sized(1e9, 1e8);
const TIMERS = 10_000;
const SOCKETS = sized(2000, 200);

const SCRAPES = sized(7, 1);
/** Between two scrapes, so that no scrape uses what another has cached. */
const INTERVAL_MS = sized(2100, 0);

class AppModule {}
Module({ imports: [ExpvarModule.forRoot()] })(AppModule);

const app = await NestFactory.createApplicationContext(AppModule, {
  logger: false,
});
const registry = app.get(ExpvarRegistry);

const small = await measureScrape();
const heap = fillHeap();
const timers = Array.from({ length: TIMERS }, () =>
  globalThis.setTimeout(() => {}, 3_600_000),
);
const sockets = await openSockets();
const large = await measureScrape();
await assertLarge();
report({
  'cmdline, memstats and node: 1 GB heap, 10,000 timers, 2,000 sockets / small process':
    { ours: large, peer: small },
});

timers.forEach((timer) => clearTimeout(timer));
sockets.forEach((socket) => socket.destroy());
heap.length = 0;
await app.close();
process.disconnect?.();

/** Returns the median CPU time of a scrape in microseconds. */
async function measureScrape() {
  const samples = [];
  for (let i = 0; i < SCRAPES; i++) {
    await setTimeout(INTERVAL_MS);
    const start = cpuMicroseconds();
    await registry.render();
    samples.push(cpuMicroseconds() - start);
  }
  return median(samples);
}

/** Fails unless the document shows how large the process is. */
async function assertLarge() {
  const { memstats } = JSON.parse((await registry.render()).toString());
  assert(memstats.HeapAlloc > HEAP_BYTES / 2);
}

/** Fills the heap with small objects. */
function fillHeap() {
  const chunks = [];
  while (process.memoryUsage().heapUsed < HEAP_BYTES) {
    chunks.push(
      Array.from({ length: 100_000 }, (_, i) => ({ i, text: `entry ${i}` })),
    );
  }
  return chunks;
}

/** Opens connections in this process, each of which is a socket at either end. */
async function openSockets() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  /** @type {import('node:net').Socket[]} */
  const accepted = [];
  server.on('connection', (socket) => accepted.push(socket));
  const port = portOf(server);
  const opened = [];
  while (opened.length < SOCKETS / 2) {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    opened.push(socket);
  }
  while (accepted.length < opened.length) {
    await once(server, 'connection');
  }
  server.close();
  return [...opened, ...accepted];
}
