// An application with 1,000 variables, all of which change from frame to frame.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { cpuMicroseconds } from '../measure.mjs';

/** How much faster the dashboard's second passes here. */
const SPEED_UP = 10;

const { setInterval } = globalThis;
// @ts-expect-error The other properties of setInterval are not used.
globalThis.setInterval = (callback, milliseconds = 0, ...rest) =>
  setInterval(callback, milliseconds / SPEED_UP, ...rest);

class AppModule {}
const app = await NestFactory.create(
  { module: AppModule, imports: [ExpvarModule.forRoot()] },
  new FastifyAdapter(),
  { logger: false },
);
const registry = app.get(ExpvarRegistry);
const ints = Array.from({ length: 1000 }, (_, i) =>
  registry.newInt(`number${i}`),
);
setInterval(() => {
  for (const int of ints) {
    int.add(1);
  }
}, 1000 / SPEED_UP);
await app.listen(0, '127.0.0.1');
let before = 0;
process.on('message', (message) => {
  if (message === 'begin') {
    before = cpuMicroseconds();
  } else {
    process.send?.((cpuMicroseconds() - before) / 1000);
  }
});
process.on('disconnect', () => process.exit());
process.send?.({ port: app.getHttpServer().address().port });
