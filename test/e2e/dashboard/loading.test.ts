import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const program = fileURLToPath(
  new URL('../../fixtures/dashboard/loaded.cjs', import.meta.url),
);

async function loaded(dashboard: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    program,
    dashboard,
  ]);
  return JSON.parse(stdout) as string[];
}

test('only an application with the dashboard loads its files', async () => {
  expect(await loaded('on')).toEqual(['dashboard-page.cjs', 'dashboard.cjs']);
  expect(await loaded('off')).toEqual([]);
});
