// An application with 1,000 variables, all of which change from frame to frame.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { cpuMicroseconds } from '../measure.mjs';

/** How much faster than in life the dashboard's second passes. */
const HASTE = 10;

const { setInterval } = globalThis;
globalThis.setInterval = (callback, milliseconds, ...rest) =>
  setInterval(callback, milliseconds / HASTE, ...rest);

class AppModule {}
const app = await NestFactory.create(
  { module: AppModule, imports: [ExpvarModule.forRoot()] },
  new FastifyAdapter(),
  { logger: false },
);
const registry = app.get(ExpvarRegistry);
const all = Array.from({ length: 1000 }, (_, i) =>
  registry.newInt(`number${i}`),
);
setInterval(() => {
  for (const number of all) {
    number.add(1);
  }
}, 1000 / HASTE);
await app.listen(0, '127.0.0.1');
let before;
process.on('message', (message) => {
  if (message === 'begin') {
    before = cpuMicroseconds();
  } else {
    process.send((cpuMicroseconds() - before) / 1000);
  }
});
process.on('disconnect', () => process.exit());
process.send({ port: app.getHttpServer().address().port });
