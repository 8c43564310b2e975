// An ESM application: loads Nest, and sends the CPU time of importing more.
import 'reflect-metadata';
import '@nestjs/common';
import '@nestjs/core';
import { cpuMicroseconds } from '../measure.mjs';
import { atRest } from '../at-rest.mjs';

await atRest();
const start = cpuMicroseconds();
for (const specifier of process.argv.slice(2)) {
  await import(specifier);
}
process.send?.(cpuMicroseconds() - start);
