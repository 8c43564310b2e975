// Sends requests to a Nest application through one adapter, and prints as JSON
// what came back and what was counted.
//
// usage: node program.mjs ADAPTER ACCESS
import 'reflect-metadata';
import { Controller, Get, Module, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { adapters } from './adapters.mjs';

const [, , name, access] = process.argv;
const { platform, connect } = adapters[name];

class QuotesController {
  quote() {
    return 'quote';
  }

  fail() {
    throw new Error('boom');
  }

  raw(response) {
    (response.raw ?? response).end('raw');
  }
}
for (const [method, path] of [
  ['quote', 'quotes/:symbol'],
  ['fail', 'fail'],
  ['raw', 'raw'],
]) {
  Get(path)(
    QuotesController.prototype,
    method,
    Object.getOwnPropertyDescriptor(QuotesController.prototype, method),
  );
}
Res()(QuotesController.prototype, 'raw', 0);
Controller()(QuotesController);

class AppModule {}
Module({
  imports: [ExpvarModule.forRoot({ access, http: { debugPage: true } })],
  controllers: [QuotesController],
})(AppModule);

const lines = [];
const record = (line) => lines.push(String(line));
const app = await NestFactory.create(AppModule, await platform(), {
  logger: { log: () => {}, warn: record, error: record },
});
await app.init();
const { request, close = () => {} } = await connect(app);

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

const { http } = JSON.parse(await app.get(ExpvarRegistry).render());
await close();
await app.close();
console.log(JSON.stringify({ responses, http, lines }));
