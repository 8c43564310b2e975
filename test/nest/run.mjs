// Runs the end-to-end tests on other versions of Nest than the installed one:
// `npm run test:nest -- 10.4.22` on one, without an argument on all of VERSIONS.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import manifest from '../../package.json' with { type: 'json' };
import { run } from '../support/child.mjs';
import { install, reachRegistry } from '../support/npm.mjs';
import { Report } from '../support/report.mjs';

/** The lowest supported version and some in the middle; `npm test` has the newest. */
const VERSIONS = ['10.0.0', '10.4.22', '11.0.1', '11.1.19'];

/** The access matrix takes as long as all others, and depends little on Nest. */
const ACCESS_MATRIX = 'test/e2e/access/access.test.ts';

/** The documentation is for the newest version, which `npm test` runs. */
const DOCS_TESTS = 'test/e2e/docs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WORK = join(ROOT, 'test/nest/.work');

/** Everything that the tests read. Packages of ROOT are found from WORK too. */
const COPIED = [
  'README.md',
  'dist',
  'docs',
  'sample-app',
  'scripts',
  'src',
  'test/e2e',
  'test/faults',
  'test/fixtures',
  'test/support',
  'tsconfig.json',
  'ui',
  'vitest.config.ts',
];

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Runs the access matrix too. */
    access: { type: 'boolean', default: false },
    /** Selects test files by a part of their path. */
    only: { type: 'string', default: 'test/e2e' },
  },
});

const report = new Report();
try {
  for (const version of positionals.length > 0 ? positionals : VERSIONS) {
    await report.check(`the end-to-end tests pass on Nest ${version}`, () =>
      testOn(version),
    );
  }
} catch (error) {
  report.failed('set-up', error);
}
report.close();

/** @param {string} version */
async function testOn(version) {
  const folder = join(WORK, version);
  await installNest(folder, packagesFor(version));
  await copyTests(folder);
  const { code, stdout, stderr } = await run(
    process.execPath,
    [
      join(ROOT, 'node_modules/vitest/vitest.mjs'),
      'run',
      `--root=${folder}`,
      options.only,
    ],
    { cwd: folder, hangSeconds: 3600 },
  );
  if (code !== 0) {
    console.log(stdout);
    throw new Error(stderr);
  }
  return /Tests +(.*)/.exec(stdout)?.[1];
}

/**
 * Installs packages into a folder, unless an earlier run has done so.
 *
 * @param {string} folder
 * @param {readonly string[]} packages
 */
async function installNest(folder, packages) {
  const record = join(folder, 'installed.json');
  const wanted = JSON.stringify(packages);
  if ((await readFile(record, 'utf8').catch(() => '')) === wanted) {
    return;
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { name, type, exports } = manifest;
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name, version: '0.0.0', type, exports }),
  );
  await reachRegistry();
  // Some adapters name a range of peers that leaves out their own version.
  await install(folder, packages, ['--legacy-peer-deps']);
  await writeFile(record, wanted);
}

/** @param {string} folder */
async function copyTests(folder) {
  for (const name of COPIED) {
    await rm(join(folder, name), { recursive: true, force: true });
    await cp(join(ROOT, name), join(folder, name), { recursive: true });
  }
  await rm(join(folder, DOCS_TESTS), { recursive: true });
  if (!options.access) {
    await rm(join(folder, ACCESS_MATRIX));
  }
}

/**
 * The packages that have to fit a version of Nest. Some packages lack the
 * version, so each is the newest up to it.
 *
 * @param {string} version
 */
function packagesFor(version) {
  const major = Number(version.split('.', 1)[0]);
  const nest = [
    'common',
    'core',
    'microservices',
    'platform-express',
    'platform-fastify',
    'platform-ws',
    'testing',
    'websockets',
  ].map((name) => `@nestjs/${name}@<=${version}`);
  const { devDependencies } = manifest;
  const fastifyPlugins =
    major === 10
      ? ['@fastify/compress@7.0.3', '@fastify/helmet@11.1.1']
      : [
          `@fastify/compress@${devDependencies['@fastify/compress']}`,
          `@fastify/helmet@${devDependencies['@fastify/helmet']}`,
        ];
  const schedule =
    { 10: '4.1.2', 11: '6.0.1' }[major] ?? devDependencies['@nestjs/schedule'];
  return [
    ...nest,
    ...fastifyPlugins,
    `@nestjs/schedule@${schedule}`,
    `@nestjs/terminus@${major === 10 ? '^11.1.0' : devDependencies['@nestjs/terminus']}`,
    `@nestjs/throttler@${devDependencies['@nestjs/throttler']}`,
    `reflect-metadata@${devDependencies['reflect-metadata']}`,
    `rxjs@${devDependencies.rxjs}`,
  ];
}
