import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findChromium } from '../../browser/browser.mjs';

const run = promisify(execFile);

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));

/** The last commit with the first edition of the page. */
const COMMIT = 'df0c3dd';

const FOLDER = fileURLToPath(
  new URL(`../.work/first-edition-${COMMIT}/`, import.meta.url),
);

/** Finds out whether Chromium and the commit are there. */
export async function hasFirstEdition() {
  try {
    await run('git', ['cat-file', '-e', COMMIT], { cwd: REPOSITORY });
  } catch {
    return false;
  }
  return findChromium() !== undefined;
}

/**
 * Builds the package with the first edition of the page once.
 *
 * @returns the folder of the package
 */
export async function buildFirstEdition() {
  if (!existsSync(`${FOLDER}dist/index.js`)) {
    await mkdir(FOLDER, { recursive: true });
    const archive = `${FOLDER}source.tar`;
    await run('git', ['archive', '-o', archive, COMMIT], { cwd: REPOSITORY });
    await run('tar', ['-xf', archive, '-C', FOLDER]);
    await run('npm', ['run', 'build'], { cwd: FOLDER });
  }
  return FOLDER;
}
