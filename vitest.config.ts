import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = fileURLToPath(new URL('./src/index.ts', import.meta.url));

export default defineConfig({
  resolve: { alias: { 'nestjs-expvar': source } },
  test: {
    include: [
      'test/unit/**/*.test.ts',
      'test/e2e/**/*.test.ts',
      'ui/test/**/*.test.ts',
    ],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    coverage: { include: ['src/**/*.ts', 'ui/**/*.ts'] },
  },
});
