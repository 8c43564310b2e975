import 'reflect-metadata';
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { portOf } from '../support/port-of.mjs';
import { parseDocument } from './problems.mjs';

const adapters = {
  express: () => new ExpressAdapter(),
  fastify: () => new FastifyAdapter(),
};

/**
 * The documents, log lines and failures of an application.
 *
 * @typedef {object} Scraped
 * @property {readonly ReadonlyMap<string, string>[]} documents the values of
 *   each document by name
 * @property {number} bytes the length of the last document
 * @property {readonly string[]} lines
 * @property {readonly import('nestjs-expvar').VarFailure[]} failures
 */

/**
 * Scrapes an application that publishes some variables.
 *
 * @param {'express' | 'fastify'} platform
 * @param {readonly import('./bad-variable.mjs').BadVariable[]} variables
 * @param {number} times how many scrapes
 * @returns {Promise<Scraped>}
 */
export async function scrapeApplication(platform, variables, times) {
  /** @type {string[]} */
  const lines = [];
  const app = await NestFactory.create(
    {
      module: class AppModule {},
      imports: [ExpvarModule.forRoot({ node: false, dashboard: false })],
    },
    adapters[platform](),
    { logger: recordingLogger(lines), abortOnError: false },
  );
  try {
    const registry = app.get(ExpvarRegistry);
    for (const { name, make } of variables) {
      registry.publish(name, make(registry));
    }
    await app.listen(0, '127.0.0.1');
    const port = portOf(app.getHttpServer());
    const documents = [];
    let bytes = 0;
    for (let i = 0; i < times; i++) {
      const document = await scrape(port);
      bytes = Buffer.byteLength(document);
      JSON.parse(document);
      documents.push(parseDocument(document, variables));
    }
    return { documents, bytes, lines, failures: registry.failures() };
  } finally {
    await app.close();
  }
}

/** @param {number} port */
async function scrape(port) {
  /** @type {import('node:http').IncomingMessage} */
  const response = await new Promise((resolve, reject) => {
    get(
      { host: '127.0.0.1', port, path: '/debug/vars', agent: false },
      resolve,
    ).once('error', reject);
  });
  const body = await text(response);
  if (response.statusCode !== 200) {
    throw new Error(`status ${response.statusCode}: ${body}`);
  }
  return body;
}

/**
 * A logger that records the lines of the registry, and every error.
 *
 * @param {string[]} lines
 * @returns {import('@nestjs/common').LoggerService}
 */
function recordingLogger(lines) {
  /**
   * @param {unknown} message
   * @param {unknown[]} more
   */
  const recordRegistry = (message, ...more) => {
    if (more.at(-1) === ExpvarRegistry.name) {
      lines.push(String(message));
    }
  };
  /** @param {unknown} message */
  const record = (message) => lines.push(String(message));
  return {
    log: recordRegistry,
    warn: recordRegistry,
    debug: recordRegistry,
    verbose: recordRegistry,
    error: record,
    fatal: record,
  };
}
