// The differences between the versions of Nest that `npm run test:nest` runs.
import manifest from '@nestjs/core/package.json' with { type: 'json' };

/** The major version of Nest that the tests run with. */
export const nestMajor = Number(manifest.version.split('.', 1)[0]);

/** The path of middleware for all routes: Nest 10 has path-to-regexp 3. */
export const everyPath = nestMajor === 10 ? '*' : '{*path}';

/** True if Nest is older than a version, and so lacks what that version added. */
export function isNestBefore(version: string): boolean {
  return manifest.version.localeCompare(version, 'en', { numeric: true }) < 0;
}
