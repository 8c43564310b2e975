// Writes what is generated from examples/elastic/panels.json.
import { writeFile } from 'node:fs/promises';
import { generatedFiles } from './generated-files.mjs';

for (const { url, text } of await generatedFiles()) {
  await writeFile(url, text);
}
