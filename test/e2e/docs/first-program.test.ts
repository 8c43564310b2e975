import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import path from 'node:path';
import ts from 'typescript';
import { expect, onTestFinished, test } from 'vitest';
import { blocksOf, patternOf, readPage, ROOT } from '../../docs/blocks.mjs';
import { eventually } from '../../support/eventually.js';
import { freePorts } from '../../support/free-ports.mjs';
import { addToModule, blockOfFile, sessionOf } from '../../docs/edits.mjs';

/** The files of a new application of Nest 12. */
const TEMPLATE = path.join(
  ROOT,
  'node_modules/@nestjs/schematics/dist/lib/application/files/ts-esm/src',
);

/** Writes a file of the application, inside the package, which it imports by name. */
async function writeModule(folder: string, name: string, text: string) {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
    },
  });
  await writeFile(path.join(folder, `${name}.js`), outputText);
}

/** A new application with the edits of a page. */
async function createApplication(page: string): Promise<string> {
  const folder = path.join(
    ROOT,
    'test/e2e/docs/.work',
    page.replaceAll(/\W/g, '-'),
  );
  await mkdir(folder, { recursive: true });
  const blocks = blocksOf(page, await readPage(page));
  const template = async (name: string) =>
    (await readFile(path.join(TEMPLATE, `${name}.ts`), 'utf8')).replaceAll(
      /<% if .*?<% \} %>/gs,
      '',
    );
  await writeModule(folder, 'main', await template('main'));
  await writeModule(folder, 'app.controller', await template('app.controller'));
  await writeModule(
    folder,
    'app.module',
    addToModule(
      await template('app.module'),
      blockOfFile(blocks, 'src/app.module.ts'),
    ),
  );
  await writeModule(
    folder,
    'app.service',
    blockOfFile(blocks, 'src/app.service.ts'),
  );
  return path.join(folder, 'main.js');
}

/** Starts the application. @returns the lines of its log */
function start(file: string, port: number) {
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, PORT: String(port), NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    child.kill();
    await once(child, 'exit');
  });
  return createInterface(child.stdout);
}

test.each([
  'README.md',
  'README.zh-CN.md',
  'docs/guide/getting-started.md',
  'docs/zh/getting-started.md',
])(
  'a new application with the edits of %s prints what it says',
  async (page) => {
    const blocks = blocksOf(page, await readPage(page));
    const port = await freePorts(1);
    const log: string[] = [];
    for await (const line of start(await createApplication(page), port)) {
      log.push(line);
      if (line.includes('Nest application successfully started')) {
        break;
      }
    }
    // The last line of the log precedes the start of the server.
    await eventually(() =>
      fetch(`http://localhost:${port}/debug/vars`).then(
        () => true,
        () => false,
      ),
    );

    const session = blocks.find(({ language }) => language === 'console')!;
    for (const { command, output } of sessionOf(session.code)) {
      const url = command.replace('curl localhost:3000', '');
      const response = await fetch(`http://localhost:${port}${url}`);
      const printed = (await response.text()).trimEnd().split('\n');
      expect(printed).toEqual(
        output.map((line) => expect.stringMatching(patternOf(line))),
      );
    }
    for (const { code } of blocks.filter(({ code }) =>
      code.startsWith('[ExpvarModule]'),
    )) {
      expect(log.join('\n')).toContain(code.trim());
    }
  },
);
