import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const child = fileURLToPath(
  new URL('../fixtures/memory/child.mjs', import.meta.url),
);

test('a histogram takes less than 3 KB', async () => {
  const { stdout } = await run(process.execPath, ['--expose-gc', child]);
  const bytes = JSON.parse(stdout) as Record<string, number>;
  // 2560 bytes of it are the buckets.
  expect(bytes['one value']).toBeGreaterThan(2560);
  expect(bytes['one value']).toBeLessThan(3072);
  expect(bytes.many).toBeLessThan(3072);
  expect(bytes.unused).toBeLessThan(400);
  expect(bytes.zero).toBeLessThan(400);
  expect(bytes['unused window']).toBeLessThan(600);
  expect(bytes.window).toBeGreaterThan(11 * 2560);
  expect(bytes.window).toBeLessThan(11 * 3072);
});
