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
 * What an application with these variables serves, logs and remembers.
 *
 * @param times how often it is scraped
 */
export async function scrapedPage(platform, rows, times) {
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

async function scrape(port) {
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

/** A logger that keeps the lines of the registry, and all that is an error. */
function recorder(lines) {
  const keep = (message, ...more) => {
    if (more.at(-1) === ExpvarRegistry.name) {
      lines.push(String(message));
    }
  };
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
