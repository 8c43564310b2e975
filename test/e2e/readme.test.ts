import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, onTestFinished, test } from 'vitest';

const root = new URL('../../', import.meta.url);

/** The first block of a language after a sentence of the README. */
async function blockAfter(sentence: string, language: string) {
  const readme = await readFile(new URL('README.md', root), 'utf8');
  const rest = readme.slice(readme.indexOf(sentence));
  return new RegExp(`\`\`\`${language}\n(.*?)\n\`\`\``, 's').exec(rest)![1]!;
}

/** Runs a TypeScript program inside the package, so that it finds it by name. */
async function run(program: string) {
  const folder = new URL('dist/readme/', root);
  await mkdir(folder, { recursive: true });
  const { outputText } = ts.transpileModule(program, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
    },
  });
  const file = fileURLToPath(new URL('main.mjs', folder));
  await writeFile(file, outputText);
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    child.kill();
    await once(child, 'exit');
  });
  return createInterface(child.stdout);
}

/** Removes the values that differ between machines. */
function withoutProcess(document: string): string {
  return document
    .replace(/^"cmdline": \[".*"\],$/m, '"cmdline": …,')
    .replace(/^"memstats": \{"Alloc":.*\},$/m, '"memstats": …,')
    .replace(/^"node": \{"cpu": .*\},$/m, '"node": …,');
}

test('the smallest program prints what the README says', async () => {
  const program = await blockAfter('The smallest complete program', 'ts');
  expect(program).toContain('await app.listen(3000);');
  const lines = await run(
    program.replace(
      'await app.listen(3000);',
      'await app.listen(0); console.log(await app.getUrl());',
    ),
  );
  const log = await blockAfter('where they are:', '');
  let logged: string | undefined;
  for await (const line of lines) {
    logged ??= line.endsWith(log) ? line : undefined;
    if (line.startsWith('http')) {
      const { port } = new URL(line);
      const response = await fetch(`http://localhost:${port}/debug/vars`);
      const printed = await blockAfter('What it prints', 'console');
      expect(withoutProcess(await response.text())).toBe(
        withoutProcess(`${printed.slice(printed.indexOf('\n') + 1)}\n`),
      );
      break;
    }
  }
  expect(logged).toContain('variables from');
});
