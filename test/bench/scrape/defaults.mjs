import 'reflect-metadata';
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
// prom-client leaves its observers running.
process.disconnect?.();
