// Prints the links and pictures of the README that would not work on the
// registry's page, and fails if there are any.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brokenReadmeLinks } from './readme-links.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** @param {string} file */
const read = (file) => readFileSync(path.join(root, file), 'utf8');
/** @type {{ repository?: { url: string } }} */
const { repository } = JSON.parse(read('package.json'));

const problems = brokenReadmeLinks({
  read,
  files: execFileSync('git', ['ls-files', '-z'], {
    cwd: root,
    encoding: 'utf8',
  }).split('\0'),
  repository: repository?.url,
});
for (const problem of problems) {
  console.error(`README.md: ${problem}`);
}
if (repository === undefined) {
  console.log(
    'README.md: relative links and pictures work on the registry once package.json has the repository',
  );
}
process.exitCode = problems.length > 0 ? 1 : 0;
