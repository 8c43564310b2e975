import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../support/child.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** The folder of what the suite builds, installs and writes. */
export const WORK = path.join(HERE, '.work');

/** A build of a server from nothing takes longer than other programs may. */
const HANG_SECONDS = 3600;

/**
 * Builds the Go program of a folder of this suite.
 *
 * @param {string} folder
 * @param {readonly string[]} [args] what to build, after the flags for it
 * @returns the path of the program
 */
export async function buildProgram(folder, args = ['.']) {
  await mkdir(WORK, { recursive: true });
  const program = path.join(WORK, folder);
  const { code, stderr } = await run(
    'go',
    ['build', '-buildvcs=false', '-trimpath', '-o', program, ...args],
    {
      cwd: path.join(HERE, folder),
      // The machine's Go builds the programs, and no other.
      env: { ...process.env, GOTOOLCHAIN: 'local' },
      hangSeconds: HANG_SECONDS,
    },
  );
  assert.equal(code, 0, stderr);
  return program;
}
