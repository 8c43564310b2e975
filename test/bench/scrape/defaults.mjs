import 'reflect-metadata';
import assert from 'node:assert/strict';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { measure, report } from '../measure.mjs';

class AppModule {}
Module({ imports: [ExpvarModule.forRoot()] })(AppModule);

const app = await NestFactory.createApplicationContext(AppModule, {
  logger: false,
});
const registry = app.get(ExpvarRegistry);
const prom = new Registry();
collectDefaultMetrics({ register: prom });

const cpu = await measure({
  all: { run: () => registry.render(), times: 30 },
  memstats: {
    run: () => registry.render((name) => name === 'memstats'),
    times: 30,
  },
  prom: { run: () => prom.metrics(), times: 10 },
});
const document = JSON.parse((await registry.render()).toString());
assert.deepEqual(Object.keys(document), ['cmdline', 'memstats', 'node']);
assert.match(await prom.metrics(), /^nodejs_heap_size_used_bytes \d+$/m);
report({
  "cmdline, memstats and node / prom-client's default metrics": {
    ours: cpu.all,
    peer: cpu.prom,
  },
  "memstats / prom-client's default metrics": {
    ours: cpu.memstats,
    peer: cpu.prom,
  },
});
await app.close();
// prom-client never closes its observers.
process.disconnect?.();
