import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run } from '../compat/child.mjs';
import { Report } from '../compat/report.mjs';
import { fullDocuments } from './full-documents.mjs';
import { guards } from './guards.mjs';
import { kinds } from './table.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BUILD = 'dist/esm';
const PROGRAM = 'test/faults/program.mjs';

/** A document that takes longer is never answered. */
const SECONDS = 15;

const { only, slack } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    slack: { type: 'string', default: '1' },
  },
}).values;

const names = new Set([...kinds, ...fullDocuments].map(({ name }) => name));

const report = new Report();
const folder = mkdtempSync(join(tmpdir(), 'weakened-'));
try {
  copyPackage();
  await report.check('with all guards', async () => {
    const { code, stdout, stderr } = await run(
      process.execPath,
      [PROGRAM, `--cost=${slack}`],
      {
        cwd: folder,
        seconds: 120,
      },
    );
    if (code !== 0) {
      throw new Error(`${stdout}${stderr}`);
    }
  });
  for (const guard of guards.filter(isWanted)) {
    const name = `${guard.file}, without “${guard.guard}”`;
    await report.check(name, async () => {
      if (!names.has(guard.kind)) {
        throw new Error(`nothing is named ${guard.kind}`);
      }
      await withChange(guard, async () => {
        console.log(`      ${guard.kind}: ${await whatFails(guard.kind)}`);
      });
    });
  }
} catch (error) {
  report.failed('set-up', error);
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = report.close();

function isWanted({ file, guard, kind }) {
  return [file, guard, kind].some((text) => text.includes(only));
}

/** The package with a build of its own, and the table beside it. */
function copyPackage() {
  mkdirSync(join(folder, 'dist'));
  for (const part of [BUILD, 'package.json', 'test/faults']) {
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir');
}

async function withChange({ file, find, replace }, use) {
  const path = join(folder, BUILD, file);
  const text = readFileSync(path, 'utf8');
  const parts = text.split(find);
  if (parts.length !== 2) {
    throw new Error(
      `${JSON.stringify(find)} is there ${parts.length - 1} times`,
    );
  }
  writeFileSync(path, parts.join(replace));
  try {
    await use();
  } finally {
    writeFileSync(path, text);
  }
}

/** @throws Error when nothing does */
async function whatFails(kind) {
  const { code, stdout, stderr } = await programOf(kind);
  if (code === 0) {
    throw new Error(`${kind} is as it should be all the same`);
  }
  const [complaint = 'it does not run'] =
    /^FAIL .*/m.exec(stdout) ?? /^\w*Error\b.*/m.exec(stderr) ?? [];
  return complaint.slice(0, 160);
}

async function programOf(kind) {
  const args = [PROGRAM, `--only=${kind}`, `--cost=${slack}`];
  try {
    return await run(process.execPath, args, { cwd: folder, seconds: SECONDS });
  } catch {
    return {
      code: null,
      stdout: `FAIL  no answer within ${SECONDS} s`,
      stderr: '',
    };
  }
}
