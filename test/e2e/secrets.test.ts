import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const main = fileURLToPath(
  new URL('../fixtures/secrets/main.mjs', import.meta.url),
);

test('the document has neither the environment nor the arguments of Node', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--title=hidden-in-exec-argv', main, '--api-key=hidden-in-argv', 'shown'],
    { env: { ...process.env, HIDDEN: 'hidden-in-the-environment' } },
  );
  expect(stdout).not.toContain('hidden');
  const { cmdline } = JSON.parse(stdout) as { cmdline: string[] };
  expect(cmdline).toHaveLength(4);
  expect(cmdline[3]).toBe('shown');
  const values = Object.values(process.env).filter(
    (value) => value !== undefined && value.length > 12,
  );
  // The path of Node and of the program may be in the environment too.
  const rest = stdout.replace(/^"cmdline": .*$/m, '');
  expect(values.filter((value) => rest.includes(value!))).toEqual([]);
});
