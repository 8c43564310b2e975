import 'reflect-metadata';
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { valuesOf } from './judge.mjs';

const adapters = {
  express: () => new ExpressAdapter(),
  fastify: () => new FastifyAdapter(),
};

/**
 * What an application has served, logged and remembered.
 *
 * @typedef {object} ScrapedPage
 * @property {readonly ReadonlyMap<string, string>[]} documents the values by name, of each document
 * @property {number} bytes the length of the last document
 * @property {readonly string[]} lines
 * @property {readonly import('nestjs-expvar').VarFailure[]} failures
 */

/**
 * Scrapes an application with these variables.
 *
 * @param {'express' | 'fastify'} platform
 * @param {readonly import('./kind.mjs').Kind[]} rows
 * @param {number} times the number of scrapes
 * @returns {Promise<ScrapedPage>}
 */
export async function scrapedPage(platform, rows, times) {
  /** @type {string[]} */
  const lines = [];
  const app = await NestFactory.create(
    {
      module: class AppModule {},
      imports: [ExpvarModule.forRoot({ node: false, dashboard: false })],
    },
    adapters[platform](),
    { logger: recorder(lines), abortOnError: false },
  );
  try {
    const registry = app.get(ExpvarRegistry);
    for (const { name, make } of rows) {
      registry.publish(name, make(registry));
    }
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address();
    const documents = [];
    let bytes = 0;
    for (let i = 0; i < times; i++) {
      const document = await scrape(port);
      bytes = Buffer.byteLength(document);
      JSON.parse(document);
      documents.push(valuesOf(document, rows));
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
 * A logger that keeps the lines of the registry, and every error.
 *
 * @param {string[]} lines
 * @returns {import('@nestjs/common').LoggerService}
 */
function recorder(lines) {
  /**
   * @param {unknown} message
   * @param {unknown[]} more
   */
  const keep = (message, ...more) => {
    if (more.at(-1) === ExpvarRegistry.name) {
      lines.push(String(message));
    }
  };
  /** @param {unknown} message */
  const keepAll = (message) => lines.push(String(message));
  return {
    log: keep,
    warn: keep,
    debug: keep,
    verbose: keep,
    error: keepAll,
    fatal: keepAll,
  };
}
