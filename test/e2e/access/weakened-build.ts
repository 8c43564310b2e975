import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Build } from './application.js';

const BUILD = fileURLToPath(new URL('../../../dist/esm', import.meta.url));
const NODE_MODULES = fileURLToPath(
  new URL('../../../node_modules', import.meta.url),
);

export interface Change {
  /** Of dist/esm/http. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/**
 * The package as `npm run build` has made it, with changes, for one test.
 *
 * @throws Error when what is to be replaced is not there, or more than once
 */
export async function buildWith(changes: readonly Change[]): Promise<Build> {
  const temporary = mkdtempSync(path.join(tmpdir(), 'weakened-'));
  onTestFinished(() => rmSync(temporary, { recursive: true }));
  // Where it would be installed, because vitest leaves alone what is there.
  const folder = path.join(temporary, 'node_modules/nestjs-expvar');
  mkdirSync(folder, { recursive: true });
  for (const entry of readdirSync(BUILD, { withFileTypes: true })) {
    const original = path.join(BUILD, entry.name);
    const copy = path.join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'http') {
      symlinkSync(original, copy, 'dir'); // These know nothing of http.
    } else {
      cpSync(original, copy, { recursive: true });
    }
  }
  symlinkSync(NODE_MODULES, path.join(folder, 'node_modules'), 'dir');
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  for (const { file, find, replace } of changes) {
    const changed = path.join(folder, 'http', file);
    const parts = readFileSync(changed, 'utf8').split(find);
    if (parts.length !== 2) {
      throw new Error(
        `dist/esm/http/${file} has ${JSON.stringify(find)} ${parts.length - 1} times, not once; run npm run build, or change the weakness`,
      );
    }
    writeFileSync(changed, parts.join(replace));
  }
  const index = pathToFileURL(path.join(folder, 'index.js')).href;
  return (await import(index)) as Build;
}
