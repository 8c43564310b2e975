import { incrementalFileOf, reportOf } from './parts.mjs';

const part = process.env['MUTATED_PART'] ?? '';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: [process.env['MUTATED_FILE'] ?? ''],
  ignorePatterns: [
    '/*',
    '!/package.json',
    '!/tsconfig.json',
    '!/vitest.config.ts',
    '!/src',
    '!/test',
    '/test/**/.work',
  ],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  // The compiler checks literals of a union; the tests write messages out.
  mutator: { excludedMutations: ['StringLiteral'] },
  incremental: true,
  incrementalFile: incrementalFileOf(part),
  concurrency: Number(process.env['MUTATION_WORKERS'] ?? 2),
  // Only an endless loop takes as long, even on a busy machine.
  timeoutMS: 60_000,
  timeoutFactor: 4,
  disableTypeChecks: false,
  tempDirName: 'test/mutation/.work/sandbox',
  reporters: ['json', 'progress-append-only'],
  jsonReporter: { fileName: reportOf(part) },
};
