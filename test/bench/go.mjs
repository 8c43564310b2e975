import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Returns the version of the machine's Go, or undefined without Go. */
export async function goVersion() {
  try {
    const { stdout } = await run('go', ['env', 'GOVERSION']);
    return stdout.trim().replace(/^go/, '');
  } catch {
    return undefined;
  }
}

/**
 * Builds a Go program of this folder.
 *
 * @param {string} name of its folder, such as `go-updates`
 * @returns the path of the program, and what removes it
 */
export async function buildGo(name) {
  const folder = await mkdtemp(join(tmpdir(), 'nestjs-expvar-bench-'));
  const path = join(folder, name);
  const cwd = fileURLToPath(new URL(name, import.meta.url));
  await run('go', ['build', '-o', path, '.'], { cwd });
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}
