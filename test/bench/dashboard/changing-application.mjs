// An application whose variables change from sample to sample.
//
// node changing-application.mjs <top-level variables> <maps> <keys of each map>
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { cpuMicroseconds } from '../measure.mjs';

/** How much faster the dashboard's second passes here. */
const SPEED_UP = 10;

/** The variables that change from sample to sample. */
const CHANGES = 1000;

const [variables = 0, maps = 0, keys = 0] = process.argv.slice(2).map(Number);
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
const changing = Array.from({ length: variables }, (_, i) =>
  registry.newInt(`number${i}`),
).slice(0, CHANGES);
for (let i = 0; i < maps; i++) {
  const map = registry.newMap(`map${i}`);
  for (let j = 0; j < keys; j++) {
    map.add(`key${j}`, 0);
    if (changing.length < CHANGES) {
      changing.push(
        /** @type {import('nestjs-expvar').IntVar} */ (map.get(`key${j}`)),
      );
    }
  }
}
setInterval(() => {
  for (const int of changing) {
    int.add(1);
  }
}, 1000 / SPEED_UP);
await app.listen(0, '127.0.0.1');
let before = 0;
let longestBlock = 0;
/** @type {NodeJS.Immediate | undefined} */
let immediate;
process.on('message', (message) => {
  if (message === 'begin') {
    before = cpuMicroseconds();
  } else if (message === 'end') {
    process.send?.((cpuMicroseconds() - before) / 1000);
  } else if (message === 'watch blocks') {
    longestBlock = 0;
    let last = cpuMicroseconds();
    immediate = setImmediate(function next() {
      const now = cpuMicroseconds();
      longestBlock = Math.max(longestBlock, now - last);
      last = now;
      immediate = setImmediate(next);
    });
  } else {
    clearImmediate(immediate);
    process.send?.(longestBlock / 1000);
  }
});
process.on('disconnect', () => process.exit());
process.send?.({ port: app.getHttpServer().address().port });
