// Writes the address of the repository, and what follows from it, to package.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { publisherFields } from './fields.mjs';

const file = new URL('../../package.json', import.meta.url);
const [address = '', author = ''] = process.argv.slice(2);
try {
  const fields = publisherFields(address, author);
  /** @type {Record<string, unknown>} */
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  // New fields follow the license, as npm's documentation lists them.
  const entries = Object.entries(manifest).filter(
    ([name]) => !(name in fields),
  );
  const position = entries.findIndex(([name]) => name === 'license') + 1;
  entries.splice(position, 0, ...Object.entries(fields));
  writeFileSync(
    file,
    `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`,
  );
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  process.exitCode = 1;
}
