import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = fileURLToPath(new URL('./src', import.meta.url));

/** Files that replace modules, and so need a module graph of their own. */
const isolated = '**/*.isolated.test.ts';

export default defineConfig({
  resolve: {
    alias: [
      { find: /^nestjs-expvar$/, replacement: `${source}/index.ts` },
      { find: /^nestjs-expvar\/(.+)$/, replacement: `${source}/$1/index.ts` },
    ],
  },
  test: {
    // Both end what hangs. No test depends on the speed of the machine.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    restoreMocks: true,
    unstubGlobals: true,
    coverage: { include: ['src/**/*.ts', 'ui/**/*.{ts,tsx}'] },
    // Most of the time of a test file is spent loading Nest. Files of one
    // project that are not isolated load it once for each worker.
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'ui/test/**/*.test.{ts,tsx}'],
          exclude: [isolated],
          isolate: false,
          globalSetup: 'test/support/build-page.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: [isolated],
          isolate: false,
          globalSetup: 'test/support/build-package.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'isolated',
          include: [isolated],
          exclude: ['node_modules/**'],
          globalSetup: 'test/support/build-page.ts',
        },
      },
    ],
  },
});
