import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freePorts } from '../support/free-ports.mjs';

const main = fileURLToPath(
  new URL('../fixtures/cluster/main.mjs', import.meta.url),
);

/** Starts two workers. Returns the first output of the primary. */
async function startCluster(recipe: string) {
  const appPort = await freePorts(3);
  const primary = spawn(
    process.execPath,
    [main, recipe, String(appPort), String(appPort + 1)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  onTestFinished(async () => {
    if (primary.exitCode === null && primary.signalCode === null) {
      primary.kill();
      await once(primary, 'exit');
    }
  });
  let errors = '';
  primary.stderr.on('data', (chunk) => (errors += String(chunk)));
  const outcome = await Promise.race([
    once(primary.stdout, 'data').then(([line]) => String(line).trim()),
    once(primary, 'close').then(([code]) => `exit ${String(code)}`),
  ]);
  return { appPort, outcome, errors: () => errors };
}

async function pidAt(port: number): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}/debug/vars?name=pid`);
  return ((await response.json()) as { pid: number }).pid;
}

describe('the recipe of the documentation', () => {
  test.each(['cluster', 'pm2'])(
    'gives every worker its own document: %s',
    async (recipe) => {
      const { appPort, outcome } = await startCluster(recipe);
      expect(outcome).toBe('ready');
      const first = await pidAt(appPort + 1);
      const second = await pidAt(appPort + 2);
      expect(first).toEqual(expect.any(Number));
      expect(second).toEqual(expect.any(Number));
      expect(second).not.toBe(first);
      // Every request to a port reaches the same worker.
      expect(await pidAt(appPort + 1)).toBe(first);
      expect(await pidAt(appPort + 2)).toBe(second);
    },
  );

  test('serves no document on the port that the workers share', async () => {
    const { appPort } = await startCluster('cluster');
    const response = await fetch(`http://127.0.0.1:${appPort}/debug/vars`);
    expect(response.status).toBe(404);
  });
});

test('one port for all workers is an error that names the port', async () => {
  const { outcome, errors } = await startCluster('same');
  expect(outcome).toBe('exit 1');
  expect(errors()).toMatch(
    /expvar: cannot serve http:\/\/127\.0\.0\.1:\d+\/debug\/vars: the port is taken.*in a cluster every worker needs a port of its own/,
  );
});
