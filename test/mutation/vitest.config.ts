import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.js';
import { parts, slow } from './parts.mjs';

const part = parts.find(({ name }) => name === process.env['MUTATED_PART'])!;

/** The tests that may notice a mutant of one part, all in one worker. */
export default defineConfig({
  resolve: base.resolve!,
  test: {
    include: [...part.tests],
    exclude: slow,
    setupFiles: ['test/mutation/limit-random-tests.ts'],
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    restoreMocks: true,
    unstubGlobals: true,
  },
});
