import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { goVersion } from '../bench/go.mjs';
import { run } from '../support/child.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const WORK = join(HERE, '.work');
const OLDEST = 26;

// The clients are built by the installed Go. It must not download another
// toolchain.
process.env['GOTOOLCHAIN'] = 'local';

/**
 * Returns why an npm script cannot use the installed Go, or undefined if it
 * can.
 *
 * @param {string} script
 */
export async function missingGo(script) {
  const version = await goVersion();
  const [, minor] = /^1\.(\d+)/.exec(version ?? '') ?? [];
  if (Number(minor) >= OLDEST) {
    return undefined;
  }
  const found =
    version === undefined ? 'none is on the PATH' : `not ${version}`;
  return `npm run ${script} needs Go 1.${OLDEST} or newer, ${found}`;
}

/**
 * Builds the program of a client.
 *
 * @param {string} client its name
 * @param {string} [folder] the folder of its source
 * @returns the path of the program
 */
export async function build(client, folder = join(HERE, client)) {
  await mkdir(WORK, { recursive: true });
  const program = join(WORK, client);
  const { code, stderr } = await run(
    'go',
    ['build', '-buildvcs=false', '-trimpath', '-o', program, '.'],
    { cwd: folder, hangSeconds: 3600 },
  );
  assert.equal(code, 0, complaints(stderr));
  return program;
}

/**
 * Returns the errors in Go's output without addresses.
 *
 * @param {string} stderr
 */
function complaints(stderr) {
  return stderr
    .split('\n')
    .filter((line) => !line.startsWith('go: downloading '))
    .join('; ')
    .replaceAll(/\bhttps?:\/\/\S+/g, '…');
}
