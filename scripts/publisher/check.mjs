// Fails while package.json does not say who publishes the package.
import { readFileSync } from 'node:fs';
import { missingFields } from './fields.mjs';

const file = new URL('../../package.json', import.meta.url);
const problem = missingFields(JSON.parse(readFileSync(file, 'utf8')));
if (problem !== undefined) {
  console.error(problem);
  process.exitCode = 1;
}
