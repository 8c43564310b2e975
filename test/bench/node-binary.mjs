import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { install } from '../compat/npm.mjs';

const FOLDER = fileURLToPath(new URL('.work/', import.meta.url));
const run = promisify(execFile);

/**
 * The Node to measure: the one that runs this, or the version asked for (`26`,
 * `24.21.0`), which is fetched from the npm registry and kept.
 */
export async function nodeBinary(version) {
  if (version === undefined) {
    return { path: process.execPath, version: process.versions.node };
  }
  if (!/^\d+(\.\d+){0,2}$/.test(version)) {
    throw new Error(
      `--node takes a version such as 26 or 24.21.0, not ${version}`,
    );
  }
  const folder = join(FOLDER, version);
  const path = join(folder, 'node_modules/node/bin/node');
  return (await installed(path)) ?? (await fetched(version, folder, path));
}

async function fetched(version, folder, path) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{}\n');
  // The package that has the binary in it: `node` itself would download it
  // from an install script.
  const binaries = `node-${process.platform}-${process.arch}`;
  await install(folder, ['--no-bin-links', `node@npm:${binaries}@${version}`]);
  return installed(path);
}

async function installed(path) {
  try {
    const { stdout } = await run(path, ['--version']);
    return { path, version: stdout.trim().slice(1) };
  } catch {
    return undefined;
  }
}
