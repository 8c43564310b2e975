// An application that nobody uses, with the module or without.
import 'reflect-metadata';
import { setTimeout } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpvarModule } from 'nestjs-expvar';
import { cpuMicroseconds } from '../measure.mjs';
import { sized } from '../../support/smoke.mjs';

/** How long the start goes on costing CPU time. */
const SETTLE_MS = sized(3000, 0);
/** Two windows of the map `node`. */
const MEASURED_MS = sized(21_000, 200);

class AppModule {}
Module({
  imports: process.argv[2] === 'expvar' ? [ExpvarModule.forRoot()] : [],
})(AppModule);

const app = await NestFactory.create(AppModule, { logger: false });
await app.listen(0, '127.0.0.1');
await setTimeout(SETTLE_MS);
const start = cpuMicroseconds();
await setTimeout(MEASURED_MS);
process.send?.((cpuMicroseconds() - start) / MEASURED_MS);
await app.close();
process.disconnect();
