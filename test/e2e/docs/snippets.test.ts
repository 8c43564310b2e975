import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { expect, test } from 'vitest';
import * as expvar from 'nestjs-expvar';
import {
  allBlocks,
  isTypeScript,
  moduleOf,
  patternOf,
  placeOf,
  ROOT,
} from '../../docs/blocks.mjs';

/** The settings of a new application of Nest 12. */
const SETTINGS: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  esModuleInterop: true,
  emitDecoratorMetadata: true,
  experimentalDecorators: true,
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
};

const execute = promisify(execFile);
const folder = path.join(ROOT, 'test/e2e/docs/.work');

test('every snippet compiles against the built package, as ESM and as CommonJS', async () => {
  const exported = Object.keys(expvar);
  const sources = new Map<string, { place: string; text: string }>();
  for (const block of (await allBlocks()).filter(isTypeScript)) {
    const text = moduleOf(block, exported);
    const name = placeOf(block).replaceAll(/\W/g, '-');
    for (const extension of ['mts', 'cts']) {
      const file = path.join(folder, `${name}.${extension}`);
      sources.set(file, { place: placeOf(block), text });
    }
  }
  const host = ts.createCompilerHost(SETTINGS);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => sources.has(file) || fileExists(file);
  host.readFile = (file) => sources.get(file)?.text ?? readFile(file);
  host.getSourceFile = (file, options, ...rest) => {
    const source = sources.get(file);
    return source === undefined
      ? getSourceFile(file, options, ...rest)
      : ts.createSourceFile(file, source.text, options);
  };

  const program = ts.createProgram(
    [...sources.keys(), path.join(ROOT, 'test/docs/stubs.d.ts')],
    SETTINGS,
    host,
  );
  const mistakes = ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) =>
        `${sources.get(file?.fileName ?? '')?.place}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );

  expect(mistakes).toEqual([]);
  expect(sources.size).toBeGreaterThan(40);
});

const blocks = await allBlocks();
const programs = blocks.flatMap((program, i) =>
  program.directive?.name === 'run'
    ? [{ place: placeOf(program), program, output: blocks[i + 1] }]
    : [],
);

test.each(programs)(
  'the program at $place prints what the next block says',
  async ({ program, output }) => {
    expect(output?.directive?.name).toBe('prints');
    const { outputText } = ts.transpileModule(program.code, {
      compilerOptions: { ...SETTINGS, module: ts.ModuleKind.ESNext },
    });
    await mkdir(folder, { recursive: true });
    const file = path.join(
      folder,
      `${placeOf(program).replaceAll(/\W/g, '-')}.mjs`,
    );
    await writeFile(file, `import 'reflect-metadata';\n${outputText}`);

    const { stdout } = await execute(process.execPath, [file], {
      env: { ...process.env, NO_COLOR: '1' },
    });

    const printed = stdout
      .trimEnd()
      .split('\n')
      .filter((line) => !line.startsWith('[Nest]'));
    expect(printed).toEqual(
      output!.code
        .trimEnd()
        .split('\n')
        .map((line) => expect.stringMatching(patternOf(line))),
    );
  },
);

test('every output belongs to a program', () => {
  const outputs = blocks.filter(
    ({ directive }) => directive?.name === 'prints',
  );
  expect(outputs).toEqual(programs.map(({ output }) => output));
});
