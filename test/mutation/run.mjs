// Runs Stryker on one file after the other and writes docs/mutation-testing.md. A
// run that is interrupted keeps the results of the files before.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { incrementalFileOf, parts } from './parts.mjs';
import { writeReport } from './report.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

const { only, file, workers } = parseArgs({
  options: {
    file: { type: 'string', multiple: true },
    only: { type: 'string', multiple: true },
    workers: { type: 'string', default: '2' },
  },
}).values;

for (const { name } of parts.filter(
  ({ name }) => only === undefined || only.includes(name),
)) {
  forgetSurvivors(incrementalFileOf(name));
  const files = readdirSync(`${root}src/${name}`).toSorted();
  for (const each of files.filter((each) => file?.includes(each) ?? true)) {
    console.log(`\n== ${name}/${each}`);
    execFileSync(
      process.execPath,
      [
        'node_modules/@stryker-mutator/core/bin/stryker.js',
        'run',
        'test/mutation/stryker.config.mjs',
      ],
      {
        cwd: root,
        stdio: 'inherit',
        env: {
          ...process.env,
          MUTATED_PART: name,
          MUTATED_FILE: `src/${name}/${each}`,
          MUTATION_WORKERS: workers,
        },
      },
    );
    writeReport();
  }
}

/**
 * Removes the survivors from earlier results, because Stryker does not notice that
 * a test was added for one.
 *
 * @param {string} path from the root of the repository
 */
function forgetSurvivors(path) {
  const file = `${root}${path}`;
  if (!existsSync(file)) {
    return;
  }
  const report = JSON.parse(readFileSync(file, 'utf8'));
  for (const results of Object.values(report.files)) {
    results.mutants = results.mutants.filter(
      (/** @type {{ status: string }} */ { status }) => status !== 'Survived',
    );
  }
  writeFileSync(file, JSON.stringify(report));
}
