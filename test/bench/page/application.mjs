// An application whose variables change once a second.
//
// node application.mjs <folder of the package> <variables> <changes>
import 'reflect-metadata';
import { pathToFileURL } from 'node:url';
import { NestFactory } from '@nestjs/core';

const [folder = '', variables, changes] = process.argv.slice(2);
/** @type {typeof import('nestjs-expvar')} */
const { ExpvarModule, ExpvarRegistry } = await import(
  pathToFileURL(`${folder}dist/index.js`).href
);

class AppModule {}
const app = await NestFactory.create(
  { module: AppModule, imports: [ExpvarModule.forRoot()] },
  { logger: false },
);
const registry = app.get(ExpvarRegistry);
const ints = Array.from({ length: Number(variables) }, (_, i) =>
  registry.newInt(`number${i}`, { kind: 'counter' }),
);
let next = 0;
setInterval(() => {
  for (let i = 0; i < Number(changes); i++) {
    ints[next++ % ints.length]?.add(1);
  }
}, 1000);
await app.listen(0, '127.0.0.1');
process.on('disconnect', () => process.exit());
process.send?.(await app.getUrl());
