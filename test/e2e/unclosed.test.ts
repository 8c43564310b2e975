import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const main = fileURLToPath(
  new URL('../fixtures/unclosed/main.mjs', import.meta.url),
);

test('an application that nobody closes does not keep the process running', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    main,
  ]);
  expect(stdout).toBe('cmdline late memstats node\n');
  expect(stderr).toBe('');
});
