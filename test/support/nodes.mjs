import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './child.mjs';
import { install, reachRegistry } from './npm.mjs';

/** The installed versions are kept between runs, because they are large. */
const FOLDER = fileURLToPath(new URL('.work/nodes', import.meta.url));

/** The oldest versions that package.json promises and the newest of each line. */
const VERSIONS = [
  '20.19.0',
  '22.12.0',
  '22.23.3',
  '24.0.0',
  '24.21.0',
  '26.10.0',
];

/**
 * Flags by version. Node 22.12 prints a warning when require() loads ESM.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const FLAGS = { '22.12.0': ['--disable-warning=ExperimentalWarning'] };

/**
 * @typedef {object} Node
 * @property {string} version such as `24.21.0`
 * @property {string} path of the binary
 * @property {readonly string[]} flags that every program needs on it
 */

/**
 * Installs the supported versions of Node.
 *
 * @returns {Promise<[Node, ...Node[]]>} the running Node, then the installed ones
 */
export async function installNodes() {
  const nodes = VERSIONS.map((version) => ({
    version,
    flags: FLAGS[version] ?? [],
    path: join(FOLDER, 'node_modules', alias(version), 'bin/node'),
  }));
  const installed = await Promise.all(nodes.map(isInstalled));
  if (installed.includes(false)) {
    await reachRegistry();
    await mkdir(FOLDER, { recursive: true });
    await writeFile(join(FOLDER, 'package.json'), '{}\n');
    // The package `node` would download its binary in an install script; the
    // packages for one platform contain it.
    const binaries = `node-${process.platform}-${process.arch}`;
    await install(FOLDER, [
      // All of them would be linked as node_modules/.bin/node.
      '--no-bin-links',
      ...VERSIONS.map(
        (version) => `${alias(version)}@npm:${binaries}@${version}`,
      ),
    ]);
  }
  return [
    { version: process.versions.node, path: process.execPath, flags: [] },
    ...nodes,
  ];
}

/** Installs the newest Node of each supported line and returns them in order. */
export async function installNewestNodes() {
  /** @type {Map<string | undefined, Node>} */
  const newest = new Map();
  const nodes = (await installNodes()).toSorted((a, b) =>
    a.version.localeCompare(b.version, 'en', { numeric: true }),
  );
  for (const node of nodes) {
    const [major] = node.version.split('.');
    newest.set(major, node);
  }
  return [...newest.values()];
}

/** @param {string} version */
function alias(version) {
  return `node-${version}`;
}

/** @param {Node} node */
async function isInstalled({ version, path }) {
  try {
    const { stdout } = await run(path, ['--version']);
    return stdout.trim() === `v${version}`;
  } catch {
    return false;
  }
}
