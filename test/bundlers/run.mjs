// Bundles an application of the packed package with each bundler, and runs it.
import assert from 'node:assert/strict';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run } from '../support/child.mjs';
import { install, pack, reachRegistry } from '../support/npm.mjs';
import { Report } from '../support/report.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const WORK = join(HERE, '.work');

const BUNDLERS = ['esbuild', 'rollup', 'webpack', 'rspack'];
/** Nest 12 consists of ES modules, older ones of CommonJS modules. */
const NESTS = [
  { version: '11.2.10', extension: '.cjs' },
  { version: '12.5.1', extension: '.mjs' },
];

const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;

const report = new Report();
try {
  await reachRegistry();
  const tarball = await pack(join(WORK, 'tarball'));
  for (const nest of NESTS) {
    await checkNest(nest, tarball);
  }
} catch (error) {
  report.failed('set-up', error);
}
report.close();

/**
 * @param {typeof NESTS[number]} nest
 * @param {string} tarball
 */
async function checkNest({ version, extension }, tarball) {
  const name = `nest${version.split('.', 1)[0]}`;
  const folder = join(WORK, name);
  await rm(folder, { recursive: true, force: true });
  await cp(join(HERE, 'project'), folder, { recursive: true });
  await install(folder, [
    tarball,
    ...['common', 'core', 'platform-express'].map(
      (part) => `@nestjs/${part}@${version}`,
    ),
  ]);
  await report.check(`${name}: Node loads one copy without a bundler`, () =>
    checkApplication(folder, 'app/main.mjs'),
  );
  for (const bundler of BUNDLERS) {
    if (only === undefined || only === bundler) {
      await report.check(`${name}: ${bundler} bundles one copy`, async () => {
        const bundle = `${bundler}${extension}`;
        await runNode(folder, ['bundle.mjs', bundler, bundle]);
        await checkApplication(folder, bundle);
      });
    }
  }
}

/**
 * @param {string} folder
 * @param {string} file
 */
async function checkApplication(folder, file) {
  assert.deepEqual(JSON.parse(await runNode(folder, [file])), {
    isOneCopy: true,
    variables: ['cmdline', 'memstats', 'node', 'orders', 'quotes'],
    orders: 0,
    quotes: { ticks: 0 },
    hasMemStats: true,
    dashboard: 200,
    script: 200,
  });
}

/**
 * @param {string} cwd
 * @param {readonly string[]} args
 */
async function runNode(cwd, args) {
  const { code, stdout, stderr } = await run(process.execPath, args, { cwd });
  assert.equal(code, 0, stderr);
  return stdout;
}
