import 'reflect-metadata';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { cpuMicroseconds, median, report } from '../measure.mjs';

const HEAP_BYTES = 1e9;
const TIMERS = 10_000;
const SOCKETS = 2000;

const SCRAPES = 7;
/** So far apart, nothing of one scrape is kept for the next. */
const APART_MS = 2100;

class AppModule {}
Module({ imports: [ExpvarModule.forRoot()] })(AppModule);

const app = await NestFactory.createApplicationContext(AppModule, {
  logger: false,
});
const registry = app.get(ExpvarRegistry);

const small = await scrape();
const heap = fillHeap();
const timers = Array.from({ length: TIMERS }, () =>
  globalThis.setTimeout(() => {}, 3_600_000),
);
const sockets = await openSockets();
const large = await scrape();
report({
  'cmdline, memstats and node: 1 GB heap, 10,000 timers, 2,000 sockets / small process':
    { ours: large, peer: small },
});

timers.forEach((timer) => clearTimeout(timer));
sockets.forEach((socket) => socket.destroy());
heap.length = 0;
await app.close();
process.disconnect?.();

/** @returns the median CPU time of a scrape that comes alone, in microseconds */
async function scrape() {
  const samples = [];
  for (let i = 0; i < SCRAPES; i++) {
    await setTimeout(APART_MS);
    const start = cpuMicroseconds();
    await registry.render();
    samples.push(cpuMicroseconds() - start);
  }
  return median(samples);
}

/** Objects that hold a gigabyte of the heap. */
function fillHeap() {
  const chunks = [];
  while (process.memoryUsage().heapUsed < HEAP_BYTES) {
    chunks.push(
      Array.from({ length: 100_000 }, (_, i) => ({ i, text: `entry ${i}` })),
    );
  }
  return chunks;
}

async function openSockets() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = [];
  server.on('connection', (socket) => accepted.push(socket));
  const { port } = server.address();
  const opened = [];
  // A connection is a socket at either end.
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
