// Sends requests to a Nest application through one adapter, and prints as JSON
// what came back and what was counted.
//
// usage: node program.mjs ADAPTER ACCESS
import 'reflect-metadata';
import { Controller, Get, Module, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { adapters } from './adapters.mjs';

const [, , name = '', access] = process.argv;
const adapter = adapters[name];
if (adapter === undefined || (access !== 'public' && access !== 'loopback')) {
  throw new Error(`there is no adapter ${name} or no access ${access}`);
}
const { platform, connect } = adapter;

class QuotesController {
  quote() {
    return 'quote';
  }

  fail() {
    throw new Error('boom');
  }

  /** @param {import('node:http').ServerResponse & { raw?: import('node:http').ServerResponse }} response */
  raw(response) {
    (response.raw ?? response).end('raw');
  }
}
for (const [method, path] of /** @type {const} */ ([
  ['quote', 'quotes/:symbol'],
  ['fail', 'fail'],
  ['raw', 'raw'],
])) {
  Get(path)(QuotesController.prototype, method, {
    value: QuotesController.prototype[method],
  });
}
Res()(QuotesController.prototype, 'raw', 0);
Controller()(QuotesController);

class AppModule {}
Module({
  imports: [ExpvarModule.forRoot({ access, http: { debugPage: true } })],
  controllers: [QuotesController],
})(AppModule);

/** @type {string[]} */
const lines = [];
const record = (/** @type {unknown} */ line) => lines.push(String(line));
const app = await NestFactory.create(AppModule, await platform(), {
  logger: { log: () => {}, warn: record, error: record },
});
await app.init();
const { request, close = () => {} } = await connect(app);

/** @type {Record<string, import('./adapters.mjs').Response>} */
const responses = {};
for (const path of [
  '/quotes/cu2601',
  '/fail',
  '/raw',
  '/nowhere',
  '/debug/vars',
  '/debug/vars/ui',
  '/debug/vars?name=http',
]) {
  responses[path] = await request(path);
}

const { http } = JSON.parse(String(await app.get(ExpvarRegistry).render()));
await close();
await app.close();
console.log(JSON.stringify({ responses, http, lines }));
