import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../support/child.mjs';
import { install } from '../support/npm.mjs';

const FOLDER = fileURLToPath(new URL('.work/', import.meta.url));

/**
 * Returns the Node to measure: the running one, or the version asked for, which
 * is fetched from the npm registry once.
 *
 * @param {string | undefined} version such as `26` or `24.21.0`
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
  return (
    (await installedNode(path)) ?? (await fetchNode(version, folder, path))
  );
}

/**
 * @param {string} version
 * @param {string} folder
 * @param {string} path
 */
async function fetchNode(version, folder, path) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{}\n');
  // The package `node` would download its binary in an install script; the
  // packages for one platform contain it.
  const binaries = `node-${process.platform}-${process.arch}`;
  await install(folder, ['--no-bin-links', `node@npm:${binaries}@${version}`]);
  const node = await installedNode(path);
  if (node === undefined) {
    throw new Error(`Node ${version} does not run`);
  }
  return node;
}

/** @param {string} path */
async function installedNode(path) {
  try {
    const { stdout } = await run(path, ['--version']);
    return { path, version: stdout.trim().slice(1) };
  } catch {
    return undefined;
  }
}
