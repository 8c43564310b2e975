// An application with 1,000 variables, all of which change each second.
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { cpuMicroseconds } from '../measure.mjs';

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
let turn = 0;
setInterval(() => {
  for (let i = 0; i < 100; i++) {
    all[(turn * 100 + i) % 1000].add(1);
  }
  turn++;
}, 100);
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
