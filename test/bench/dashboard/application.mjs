// An application that nobody uses, with the dashboard or without.
import 'reflect-metadata';
import { setTimeout } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { cpuMicroseconds } from '../measure.mjs';
import { sized } from '../../support/smoke.mjs';

/** How long the start goes on costing CPU time, and V8 compiles the samples. */
const SETTLE_MS = sized(50_000, 0);
const MEASURED_MS = sized(10_000, 200);

const [, , dashboard, variables] = process.argv;
class AppModule {}
const app = await NestFactory.create(
  {
    module: AppModule,
    imports: [ExpvarModule.forRoot({ dashboard: dashboard === 'with' })],
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
await setTimeout(MEASURED_MS);
process.send?.((cpuMicroseconds() - start) / MEASURED_MS);
process.disconnect();
await app.close();
