import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../../../src/', import.meta.url));

test('the dashboard is imported by one line of the module and nowhere else', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('dashboard'))
    .toSorted();
  const lines = files.flatMap((file) =>
    readFileSync(path.join(SRC, file), 'utf8')
      .split('\n')
      .filter((line) => /['"].*\/dashboard\//.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(lines).toEqual([
    "expvar.module-definition.ts: const { Dashboard } = await import('./dashboard/dashboard.js');",
  ]);
});
