import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './child.mjs';
import { install } from './npm.mjs';

// The oldest that package.json promises, and the newest of each line.
const VERSIONS = [
  '20.19.0',
  '22.12.0',
  '22.23.3',
  '24.0.0',
  '24.21.0',
  '26.10.0',
];

// Up to 22.12 Node calls require() of ESM experimental, whoever does it.
const FLAGS = { '22.12.0': ['--disable-warning=ExperimentalWarning'] };

/**
 * The machine's Node and the other supported ones. They are kept from one run
 * to the next, because they are large.
 */
export async function installNodes(folder) {
  const nodes = VERSIONS.map((version) => ({
    version,
    flags: FLAGS[version] ?? [],
    path: join(folder, 'node_modules', alias(version), 'bin/node'),
  }));
  const present = await Promise.all(nodes.map(isThere));
  if (present.includes(false)) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), '{}\n');
    // The package that has the binary in it: `node` itself would download it
    // from an install script.
    const binaries = `node-${process.platform}-${process.arch}`;
    await install(folder, [
      // All of them would like to be node_modules/.bin/node.
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

function alias(version) {
  return `node-${version}`;
}

async function isThere({ version, path }) {
  try {
    const { stdout } = await run(path, ['--version'], { seconds: 10 });
    return stdout.trim() === `v${version}`;
  } catch {
    return false;
  }
}
