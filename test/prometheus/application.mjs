// An application whose figures are known: --port, --platform, --token.
import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';

const { port, platform, token } = parseArgs({
  options: {
    port: { type: 'string' },
    platform: { type: 'string' },
    token: { type: 'string', default: '' },
  },
}).values;

class AppModule {}
Module({
  imports: [
    ExpvarModule.forRoot({ http: true, ...(token && { access: { token } }) }),
  ],
})(AppModule);

const app = await NestFactory.create(
  AppModule,
  platform === 'fastify' ? new FastifyAdapter() : new ExpressAdapter(),
  { logger: ['error'] },
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
console.log('listening');
