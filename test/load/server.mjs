// The application under load, in a process of its own. The parent calls its
// operations over IPC.
import 'reflect-metadata';
import { setImmediate } from 'node:timers/promises';
import { queryObjects } from 'node:v8';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { portOf } from '../support/port-of.mjs';

const MIB = 1024 * 1024;

/** @type {{ platform: keyof typeof adapters, deadline: number }} */
const { platform, deadline } = JSON.parse(process.argv[2] ?? '{}');
/** @type {string[]} */
const logLines = [];
/** @type {Record<string, number>} */
const calls = {};
let isShutdownHeld = false;
let releaseShutdown = () => {};
let releaseGate = () => {};

/** @type {Record<string, (registry: ExpvarRegistry) => void>} */
const variables = {
  /** Makes a document of about 20 KB. */
  numbers(registry) {
    for (let i = 0; i < 1000; i++) {
      registry.newInt(`number${i}`).set(1_000_000 + i);
    }
  },
  slow(registry) {
    registry.func('slow', () => {
      countCall('slow');
      return new Promise((resolve) => setTimeout(resolve, 200, 'here'));
    });
  },
  /**
   * An async function that resolves when the gate is released, and a function
   * beside it that every document calls.
   */
  gated(registry) {
    registry.func('beside', () => {
      countCall('beside');
      return true;
    });
    registry.func('gated', () => {
      countCall('gated');
      return new Promise((resolve) => {
        releaseGate = () => resolve('here');
      });
    });
  },
  hung(registry) {
    registry.func('hung', () => {
      countCall('hung');
      return new Promise(() => {});
    });
  },
  /** Makes a document of 7 MB. */
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

/** A part of the application that can delay its shutdown. */
const otherPart = {
  async beforeApplicationShutdown() {
    if (isShutdownHeld) {
      await new Promise((resolve) => {
        releaseShutdown = () => resolve(undefined);
      });
    }
  },
};

/** @param {unknown} line */
const record = (line) => logLines.push(String(line));
const app = await NestFactory.create(
  {
    module: class AppModule {},
    imports: [ExpvarModule.forRoot({ deadline })],
    providers: [{ provide: 'otherPart', useValue: otherPart }],
  },
  adapters[platform](),
  { logger: { log() {}, warn: record, error: record, fatal: record } },
);
await app.listen(0, '127.0.0.1');
/** @type {import('node:http').Server} */
const server = app.getHttpServer();

const operations = {
  /** @param {readonly string[]} names */
  publish(names) {
    const registry = app.get(ExpvarRegistry);
    names.forEach((name) => variables[name]?.(registry));
  },
  /** Returns how often each function variable was called. */
  calls: () => calls,
  /**
   * Returns the log without the lines about functions that block the event
   * loop: on a busy machine, any may take so long.
   */
  logLines: () =>
    logLines.filter((line) => !/ blocked the event loop for /.test(line)),
  /** @returns {Promise<number>} */
  connections: () =>
    new Promise((resolve) => {
      server.getConnections((_error, count) => resolve(count));
    }),
  async memory() {
    await collectGarbage();
    const { heapUsed, rss } = process.memoryUsage();
    return {
      heapUsed,
      rss,
      objects: queryObjects(Object, { format: 'count' }),
    };
  },
  /** Returns the most memory that was ever resident, in bytes. */
  peakRss: () => process.resourceUsage().maxRSS * 1024,
  /** Returns what keeps the process alive: handles, requests and timers. */
  resources: () => process.getActiveResourcesInfo().toSorted(),
  holdShutdown() {
    isShutdownHeld = true;
  },
  releaseShutdown: () => releaseShutdown(),
  releaseGate: () => releaseGate(),
  /** Closes the application and returns how long that took, in milliseconds. */
  async close() {
    const start = performance.now();
    await app.close();
    return performance.now() - start;
  },
};

/** @typedef {typeof operations} Operations */

process.once('disconnect', () => process.exit());
process.on('message', async (/** @type {any} */ { id, operation, args }) => {
  try {
    /** @type {Record<string, Function>} */
    const byName = operations;
    const result = await byName[operation]?.(...args);
    process.send?.({ id, result: result ?? null });
  } catch (error) {
    process.send?.({ id, error: String(error) });
  }
});
process.send?.({ port: portOf(server) });

/** @param {string} name */
function countCall(name) {
  calls[name] = (calls[name] ?? 0) + 1;
}

async function collectGarbage() {
  // Several times, because a collection finds some objects dead that only the
  // next one frees.
  for (let i = 0; i < 5; i++) {
    globalThis.gc?.();
    await setImmediate();
  }
}
