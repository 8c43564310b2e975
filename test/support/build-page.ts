import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../..');

/** Bundles the dashboard's page, which src imports, unless that has been done. */
export function setup(): void {
  if (!existsSync(path.join(root, 'src/dashboard/assets.generated.ts'))) {
    execFileSync(process.execPath, ['scripts/build-page.mjs'], { cwd: root });
  }
}
