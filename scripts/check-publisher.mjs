// Fails while package.json does not say who publishes the package.
import { readFileSync } from 'node:fs';

const file = new URL('../package.json', import.meta.url);
/** @type {Record<string, unknown>} */
const manifest = JSON.parse(readFileSync(file, 'utf8'));
const missing = ['author', 'homepage', 'repository', 'bugs'].filter(
  (name) => !manifest[name],
);
if (missing.length > 0) {
  console.error(
    `package.json has no ${missing.join(', ')}; RELEASING.md has the command that sets them`,
  );
  process.exitCode = 1;
}
