// A CommonJS application: loads Nest, and sends the CPU time of requiring more.
require('reflect-metadata');
require('@nestjs/common');
require('@nestjs/core');

async function main() {
  const { cpuMicroseconds } = await import('../measure.mjs');
  const { atRest } = await import('../at-rest.mjs');
  await atRest();
  const start = cpuMicroseconds();
  for (const specifier of process.argv.slice(2)) {
    require(specifier);
  }
  process.send?.(cpuMicroseconds() - start);
}

void main();
