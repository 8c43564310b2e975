// `nest add nestjs-expvar` with the CLIs of Nest 10, 11 and 12 and the packed
// package, in the applications that `nest new` makes, installed with npm and pnpm.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Child, run } from '../support/child.mjs';
import { install, pack, reachRegistry } from '../support/npm.mjs';
import { Report } from '../support/report.mjs';

const CLIENTS = /** @type {const} */ (['npm', 'pnpm']);

/** The major version of Nest, and the extension in the imports of its new applications. */
const VERSIONS = /** @type {const} */ ([
  { nest: '10', extension: '' },
  { nest: '11', extension: '' },
  { nest: '12', extension: '.js' },
]);

/** The newest line of pnpm that runs on Node 20. */
const PNPM = 'pnpm@10';

/** @typedef {typeof CLIENTS[number]} Client */
/** @typedef {typeof VERSIONS[number]} Version */

const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;

const report = new Report();
// In the repository, Node would find packages that an application lacks.
const scratch = await mkdtemp(join(tmpdir(), 'nestjs-expvar-nest-add-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
try {
  await checkAll();
} catch (error) {
  report.failed('set-up', error);
}
report.close();

async function checkAll() {
  const applications = VERSIONS.flatMap((version) =>
    CLIENTS.map((client) => ({
      name: `nest${version.nest}-${client}`,
      version,
      client,
    })),
  );
  const chosen = applications.filter(({ name }) => name === (only ?? name));
  if (chosen.length === 0) {
    const names = applications.map(({ name }) => name);
    throw new Error(
      `no application is named ${only}; there are ${names.join(', ')}`,
    );
  }
  await reachRegistry();
  const tarball = await pack(join(scratch, 'tarball'));
  const pnpm = await installTool('pnpm', [PNPM]);
  for (const { name, version, client } of chosen) {
    const cli = await installTool(`cli-${version.nest}`, [
      `@nestjs/cli@${version.nest}`,
    ]);
    const binaries = { nest: join(cli, 'nest'), pnpm: join(pnpm, 'pnpm') };
    await checkApplication(name, version, client, binaries, tarball);
  }
}

/**
 * Installs packages in a folder of their own.
 *
 * @param {string} folder
 * @param {readonly string[]} packages
 * @returns {Promise<string>} the folder of their binaries
 */
async function installTool(folder, packages) {
  const path = join(scratch, folder);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, 'package.json'), '{}\n');
  await install(path, packages);
  return join(path, 'node_modules/.bin');
}

/**
 * @param {string} name
 * @param {Version} version
 * @param {Client} client
 * @param {{ nest: string, pnpm: string }} binaries
 * @param {string} tarball
 */
async function checkApplication(name, version, client, binaries, tarball) {
  const folder = join(scratch, name);
  const moduleFile = join(folder, 'src/app.module.ts');
  const add = () =>
    succeed(
      join(folder, 'node_modules/.bin/nest'),
      ['add', 'nestjs-expvar', '--skip-install'],
      folder,
    );

  const isReady = await report.check(`${name} installs`, async () => {
    await succeed(
      binaries.nest,
      ['new', name, '--skip-install', '--skip-git', '-p', client],
      scratch,
    );
    await (client === 'npm'
      ? install(folder, [tarball])
      : succeed(binaries.pnpm, ['add', '--ignore-scripts', tarball], folder));
  });
  if (!isReady) {
    return;
  }
  await report.check(`${name} gets ExpvarModule`, async () => {
    const output = await add();
    assert.match(output, /added ExpvarModule\.forRoot\(\) to AppModule/);
    assert.match(output, /UPDATE\S* src\/app\.module\.ts/);
    assert.equal(
      await readFile(moduleFile, 'utf8'),
      expectedModule(version.extension),
    );
  });
  await report.check(`${name} stays as it is in a second run`, async () => {
    const output = await add();
    assert.match(output, /src\/app\.module\.ts has ExpvarModule\.forRoot\(\)/);
    assert.doesNotMatch(output, /UPDATE/);
    assert.equal(
      await readFile(moduleFile, 'utf8'),
      expectedModule(version.extension),
    );
  });
  await report.check(`${name} builds and serves the document`, async () => {
    await succeed('npm', ['run', 'build'], folder);
    await checkDocument(folder);
  });
  await report.check(`${name} prints what to write by hand`, async () => {
    await writeFile(
      moduleFile,
      "import { Module } from '@nestjs/common';\nconst imports = [];\n@Module({ imports })\nexport class AppModule {}\n",
    );
    const output = await add();
    assert.match(output, /its imports are not an array literal/);
    assert.match(output, /imports: \[ExpvarModule\.forRoot\(\)\],/);
    assert.doesNotMatch(output, /UPDATE/);
  });
  await rm(folder, { recursive: true });
}

/** @param {string} extension */
function expectedModule(extension) {
  return `import { Module } from '@nestjs/common';
import { ExpvarModule } from 'nestjs-expvar';
import { AppController } from './app.controller${extension}';
import { AppService } from './app.service${extension}';

@Module({
  imports: [ExpvarModule.forRoot()],
  controllers: [AppController],
  providers: [AppService],
})
export class AppModule {}
`;
}

/** @param {string} folder */
async function checkDocument(folder) {
  const preload = fileURLToPath(new URL('print-port.mjs', import.meta.url));
  const service = new Child(
    process.execPath,
    ['--import', preload, 'dist/main.js'],
    { cwd: folder },
  );
  try {
    const [, port] = await service.prints(/listening on port (\d+)/);
    const url = `http://localhost:${port}`;
    const response = await fetch(`${url}/debug/vars`);
    assert.equal(response.status, 200);
    const document = await response.json();
    assert.ok(Array.isArray(document.cmdline), 'cmdline is not an array');
    assert.ok(document.memstats.Alloc > 0, 'memstats.Alloc is not positive');
    const dashboard = await fetch(`${url}/debug/vars/ui`);
    assert.equal(dashboard.status, 200);
    assert.equal(await (await fetch(url)).text(), 'Hello World!');
  } finally {
    service.terminate();
    await service.ends();
  }
}

/**
 * Runs a command and returns what it prints.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 */
async function succeed(command, args, cwd) {
  const { code, stdout, stderr } = await run(command, args, { cwd });
  const output = stdout + stderr;
  assert.equal(code, 0, output.slice(-1000));
  return output;
}
