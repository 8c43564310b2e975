// What differs between the versions of Nest that `npm run test:nest` runs.
import manifest from '@nestjs/core/package.json' with { type: 'json' };
import { test } from 'vitest';

/** The major version of Nest that the tests run with. */
export const nestMajor = Number(manifest.version.split('.', 1)[0]);

/** The path of middleware for all routes: Nest 10 has path-to-regexp 3. */
export const everyPath = nestMajor === 10 ? '*' : '{*path}';

/** A test of what Nest itself can do since a version. */
export function testSinceNest(version: string) {
  const isOlder =
    manifest.version.localeCompare(version, 'en', { numeric: true }) < 0;
  return test.skipIf(isOlder);
}
