// An application that does nothing, with the dashboard or without.
import 'reflect-metadata';
import { setTimeout } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { cpuMicroseconds } from '../measure.mjs';

/** What starting has left to do is done by then. */
const SETTLE_MS = 15_000;
const STRETCH_MS = 10_000;

const [, , kind, variables] = process.argv;
class AppModule {}
const app = await NestFactory.create(
  {
    module: AppModule,
    imports: [ExpvarModule.forRoot({ dashboard: kind === 'with' })],
  },
  new FastifyAdapter(),
  { logger: false },
);
const registry = app.get(ExpvarRegistry);
for (let i = 0; i < Number(variables); i++) {
  registry.newInt(`number${i}`).set(i);
}
await app.listen(0, '127.0.0.1');
await setTimeout(SETTLE_MS);
const start = cpuMicroseconds();
await setTimeout(STRETCH_MS);
process.send((cpuMicroseconds() - start) / STRETCH_MS);
process.disconnect();
await app.close();
