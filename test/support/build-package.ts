import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../..');

/** Builds the package, which child processes load, unless that has been done. */
export function setup(): void {
  if (!existsSync(path.join(root, 'dist/index.cjs'))) {
    execSync('npm run --silent build', { cwd: root });
  }
}
