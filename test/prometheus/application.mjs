// An application whose figures are known: --port, --platform, --token.
import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { Controller, Get, Inject, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Counted, ExpvarModule, ExpvarRegistry, Timed } from 'nestjs-expvar';

const { port, platform, token } = parseArgs({
  options: {
    port: { type: 'string' },
    platform: { type: 'string' },
    token: { type: 'string', default: '' },
  },
}).values;

class Worker {
  work() {
    let sum = 0;
    for (let i = 0; i < 100_000; i++) {
      sum += Math.sqrt(i);
    }
    return String(sum);
  }

  fail() {
    throw new Error('on purpose');
  }
}
decorate(Worker, 'work', Timed());
decorate(Worker, 'fail', Counted());

class OrdersController {
  /** @param {Worker} worker */
  constructor(worker) {
    this.worker = worker;
  }

  order() {
    return this.worker.work();
  }

  failed() {
    this.worker.fail();
  }
}
decorate(OrdersController, 'order', Get('orders/:id'));
decorate(OrdersController, 'failed', Get('fail'));
Controller()(OrdersController);
Inject(Worker)(OrdersController, undefined, 0);
Injectable()(Worker);

/**
 * Decorates a method as TypeScript does.
 *
 * @param {{ prototype: object }} type
 * @param {string} name
 * @param {MethodDecorator} decorator
 */
function decorate({ prototype }, name, decorator) {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name) ?? {};
  decorator(prototype, name, descriptor);
  Object.defineProperty(prototype, name, descriptor);
}

class AppModule {}
Module({
  imports: [
    ExpvarModule.forRoot({ http: true, ...(token && { access: { token } }) }),
  ],
  controllers: [OrdersController],
  providers: [Worker],
})(AppModule);

const app = await NestFactory.create(
  AppModule,
  platform === 'fastify' ? new FastifyAdapter() : new ExpressAdapter(),
  { logger: false },
);
const registry = app.get(ExpvarRegistry);
const jobs = registry.newInt('jobs', { kind: 'counter' });
const latency = registry.newHistogram('latency', { unit: 's' });
registry.newInt('运行时间', { kind: 'gauge', unit: 's' }).set(7);

let values = 0;
setInterval(() => {
  jobs.add(10);
  for (let i = 0; i < 100; i++) {
    // The golden ratio spreads the values evenly on a logarithmic scale.
    latency.record(Math.exp(6 * ((values++ * 0.618034) % 1) - 6));
  }
}, 100);
await app.listen(Number(port), '127.0.0.1');
console.log(`listening on ${await app.getUrl()}`);
