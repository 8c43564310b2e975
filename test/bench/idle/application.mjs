import 'reflect-metadata';
import { setTimeout } from 'node:timers/promises';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpvarModule } from 'nestjs-expvar';
import { cpuMicroseconds } from '../measure.mjs';

/** Until the start is over, and what is then measured. */
const SETTLE_MS = 3000;
const SPAN_MS = 21_000; // Two windows of the map `node`.

class AppModule {}
Module({
  imports: process.argv[2] === 'expvar' ? [ExpvarModule.forRoot()] : [],
})(AppModule);

const app = await NestFactory.create(AppModule, { logger: false });
await app.listen(0, '127.0.0.1');
await setTimeout(SETTLE_MS);
const start = cpuMicroseconds();
await setTimeout(SPAN_MS);
process.send((cpuMicroseconds() - start) / SPAN_MS);
await app.close();
process.disconnect();
