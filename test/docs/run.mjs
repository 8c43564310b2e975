// The documentation as a reader meets it: new applications of Nest 10, 11 and 12
// with the packed package, the edits of the first pages, and every snippet.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Child, run } from '../support/child.mjs';
import { freePorts } from '../support/free-ports.mjs';
import { install, pack, reachRegistry } from '../support/npm.mjs';
import { Report } from '../support/report.mjs';
import {
  allBlocks,
  isTypeScript,
  moduleOf,
  patternOf,
  placeOf,
} from './blocks.mjs';
import { addToModule, blockOfFile, sessionOf } from './edits.mjs';

/** Outside of the repository, whose own schematics a CLI would use otherwise. */
const WORK = await mkdtemp(path.join(tmpdir(), 'nestjs-expvar-docs-'));

/**
 * The command lines that create new applications, and the packages that snippets
 * need besides those of a new application.
 */
const APPLICATIONS = {
  nest10: {
    cli: '@nestjs/cli@10',
    packages: ['@nestjs/config@3', '@nestjs/terminus@11'],
  },
  nest11: {
    cli: '@nestjs/cli@11',
    packages: ['@nestjs/config@4', '@nestjs/terminus@11'],
  },
  nest12: {
    cli: '@nestjs/cli@12',
    packages: ['@nestjs/config@12', '@nestjs/terminus@12'],
  },
};

/** The pages with the two edits. */
const PAGES = ['README.md', 'docs/guide/getting-started.md'];

const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;

const report = new Report();
const blocks = await allBlocks();
try {
  await reachRegistry();
  const tarball = await pack(path.join(WORK, 'tarball'));
  for (const [name, application] of Object.entries(APPLICATIONS)) {
    if (only === undefined || only === name) {
      await checkApplication(name, application, tarball);
    }
  }
} catch (error) {
  report.failed('set-up', error);
} finally {
  await rm(WORK, { recursive: true, force: true });
}
report.close();

/**
 * @param {string} name
 * @param {{ cli: string, packages: readonly string[] }} application
 * @param {string} tarball
 */
async function checkApplication(name, { cli, packages }, tarball) {
  const folder = path.join(WORK, name);
  const isReady = await report.check(
    `${name}: a new application installs the package`,
    async () => {
      const options = ['--skip-install', '--skip-git', '--package-manager=npm'];
      await succeeds('npx', ['--yes', cli, 'new', name, ...options], WORK);
      await install(folder, [tarball, ...packages]);
    },
  );
  if (!isReady) {
    return;
  }
  for (const page of PAGES) {
    await report.check(`${name}: prints what ${page} says`, () =>
      checkFirstProgram(folder, page),
    );
  }
  await report.check(`${name}: the tests of the application still pass`, () =>
    checkOwnTests(folder),
  );
  await report.check(`${name}: every snippet compiles`, () =>
    checkSnippets(folder),
  );
}

/**
 * @param {string} folder
 * @param {string} page
 */
async function checkFirstProgram(folder, page) {
  const ofPage = blocks.filter((block) => block.page === page);
  const file = path.join(folder, 'src/app.module.ts');
  const module = await readFile(file, 'utf8');
  if (!module.includes('nestjs-expvar')) {
    const block = blockOfFile(ofPage, 'src/app.module.ts');
    await writeFile(file, addToModule(module, block));
  }
  await writeFile(
    path.join(folder, 'src/app.service.ts'),
    blockOfFile(ofPage, 'src/app.service.ts'),
  );
  // The main.ts of Nest 10 has the port as a number.
  const main = path.join(folder, 'src/main.ts');
  const text = await readFile(main, 'utf8');
  await writeFile(
    main,
    text.replace('listen(3000)', 'listen(process.env.PORT)'),
  );
  await succeeds('npm', ['run', 'build'], folder);

  const port = await freePorts(1);
  const child = new Child('npm', ['run', 'start:prod'], {
    cwd: folder,
    env: { ...process.env, PORT: String(port) },
  });
  try {
    await child.prints(/Nest application successfully started/);
    for (const { code } of ofPage.filter(({ code }) =>
      code.startsWith('[ExpvarModule]'),
    )) {
      assert.ok(child.stdout.includes(code.trim()), child.stdout);
    }
    const session = ofPage.find(({ language }) => language === 'console');
    for (const { command, output } of sessionOf(session?.code ?? '')) {
      const here = command.replace('localhost:3000', `localhost:${port}`);
      const { stdout } = await run('sh', [
        '-c',
        here.replace('curl', 'curl -s --retry 5 --retry-connrefused'),
      ]);
      const printed = stdout.trimEnd().split('\n');
      assert.equal(printed.length, output.length, stdout);
      for (const [i, line] of output.entries()) {
        assert.match(printed[i] ?? '', patternOf(line));
      }
    }
  } finally {
    child.kill();
  }
}

/** @param {string} folder */
async function checkOwnTests(folder) {
  await succeeds('npm', ['test'], folder);
  await succeeds('npm', ['run', 'test:e2e'], folder);
}

/** @param {string} folder */
async function checkSnippets(folder) {
  const snippets = path.join(folder, 'src/snippets');
  await mkdir(snippets, { recursive: true });
  const exported = Object.keys(await import('nestjs-expvar'));
  for (const block of blocks.filter(isTypeScript)) {
    await writeFile(
      path.join(snippets, `${placeOf(block).replaceAll(/\W/g, '-')}.ts`),
      moduleOf(block, exported),
    );
  }
  await succeeds(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '--noEmit'],
    folder,
  );
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} cwd
 */
async function succeeds(command, args, cwd) {
  const { code, stdout, stderr } = await run(command, args, { cwd });
  assert.equal(code, 0, `${command} ${args.join(' ')}: ${stderr} ${stdout}`);
}
