import { reportOf } from './parts.mjs';

const part = process.env['MUTATED_PART'] ?? '';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: [`src/${part}/**/*.ts`],
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
  concurrency: Number(process.env['MUTATION_WORKERS'] ?? 2),
  timeoutMS: 20_000,
  disableTypeChecks: false,
  tempDirName: 'test/mutation/.work/sandbox',
  reporters: ['json', 'progress-append-only'],
  jsonReporter: { fileName: reportOf(part) },
};
