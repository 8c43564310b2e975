// The application under load: a process of its own, told over IPC what to
// publish, and asked what it has come to.
import 'reflect-metadata';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';

const MIB = 1024 * 1024;

const { platform, deadline } = JSON.parse(process.argv[2]);
const lines = [];
const calls = {};
let release = () => {};
let holdsBack = false;

const publish = {
  /** A document of some 20 KB. */
  numbers(registry) {
    for (let i = 0; i < 1000; i++) {
      registry.newInt(`number${i}`).set(1_000_000 + i);
    }
  },
  slow(registry) {
    registry.func('slow', () => {
      calls.slow = (calls.slow ?? 0) + 1;
      return new Promise((resolve) => setTimeout(resolve, 200, 'here'));
    });
  },
  hung(registry) {
    registry.func('hung', () => {
      calls.hung = (calls.hung ?? 0) + 1;
      return new Promise(() => {});
    });
  },
  /** A document of 7 MB. */
  big(registry) {
    for (let i = 0; i < 7; i++) {
      registry.func(`big${i}`, () => 'x'.repeat(MIB - 2));
    }
  },
};

const adapters = {
  express: () => new ExpressAdapter(),
  fastify: () => new FastifyAdapter(),
  'fastify over HTTP/2': () => new FastifyAdapter({ http2: true }),
};

/** Another part of the application, whose end can be held back. */
const other = {
  async beforeApplicationShutdown() {
    if (holdsBack) {
      await new Promise((resolve) => {
        release = resolve;
      });
    }
  },
};

const record = (line) => lines.push(String(line));
const app = await NestFactory.create(
  {
    module: class AppModule {},
    imports: [ExpvarModule.forRoot({ deadline })],
    providers: [{ provide: 'other', useValue: other }],
  },
  adapters[platform](),
  { logger: { log() {}, warn: record, error: record, fatal: record } },
);
await app.listen(0, '127.0.0.1');
const server = app.getHttpServer();

const operations = {
  publish(names) {
    names.forEach((name) => publish[name](app.get(ExpvarRegistry)));
  },
  calls: () => calls,
  lines: () => lines,
  connections: () =>
    new Promise((resolve) => {
      server.getConnections((_error, count) => resolve(count));
    }),
  async memory() {
    for (let i = 0; i < 5; i++) {
      globalThis.gc();
      await nextTurn();
    }
    const { heapUsed, rss } = process.memoryUsage();
    return { heapUsed, rss };
  },
  /** The most that was resident so far. */
  peakRss: () => process.resourceUsage().maxRSS * 1024,
  /** What keeps the process alive: handles, requests and timers. */
  resources: () => process.getActiveResourcesInfo().toSorted(),
  holdBack() {
    holdsBack = true;
  },
  release: () => release(),
  /** How long it takes to close, in milliseconds. */
  async close() {
    const start = performance.now();
    await app.close();
    return performance.now() - start;
  },
};

process.once('disconnect', () => process.exit());
process.on('message', ({ id, operation, argument }) => {
  Promise.resolve(operations[operation](argument))
    .then((result) => process.send({ id, result: result ?? null }))
    .catch((error) => process.send({ id, error: error.stack }));
});
process.send({ port: server.address().port });
