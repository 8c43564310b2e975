import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.js';
import { parts, slow } from './parts.mjs';

const part = parts.find(({ name }) => name === process.env['MUTATED_PART'])!;

const variables = fileURLToPath(new URL('./variables.ts', import.meta.url));

/** The tests that may notice a mutant of one part, all in one worker. */
export default defineConfig({
  resolve:
    part.name === 'http/access'
      ? base.resolve!
      : { alias: { 'nestjs-expvar': variables } },
  test: {
    include: process.env['MUTATION_FIRST']
      ? [process.env['MUTATION_FIRST']]
      : [...part.tests],
    exclude: slow,
    setupFiles: ['test/mutation/limit-random-tests.ts'],
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    restoreMocks: true,
    unstubGlobals: true,
  },
});
