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

for (const { name, first } of parts.filter(
  ({ name }) => only === undefined || only.includes(name),
)) {
  const files = readdirSync(`${root}src/${name}`).toSorted();
  for (const each of files.filter((each) => file?.includes(each) ?? true)) {
    console.log(`\n== ${name}/${each}`);
    forgetSurvivors(name, each);
    const test = `test/unit/${name}/${each.replace('.ts', '.test.ts')}`;
    mutate(name, each, existsSync(`${root}${test}`) ? test : first);
    if (forgetSurvivors(name, each) > 0) {
      mutate(name, each, '');
    }
    await writeReport();
  }
}

/**
 * @param {string} name of the part
 * @param {string} mutated
 * @param {string} first the tests to run; empty for all of the part
 */
function mutate(name, mutated, first) {
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
        MUTATED_FILE: `src/${name}/${mutated}`,
        MUTATION_FIRST: first,
        MUTATION_WORKERS: workers,
      },
    },
  );
}

/**
 * Removes the survivors in a file from earlier results, because Stryker does not
 * notice that other tests run for them.
 *
 * @param {string} name of the part
 * @param {string} mutated
 * @returns {number} how many there were
 */
function forgetSurvivors(name, mutated) {
  const earlier = `${root}${incrementalFileOf(name)}`;
  if (!existsSync(earlier)) {
    return 0;
  }
  const report = JSON.parse(readFileSync(earlier, 'utf8'));
  const results = report.files[`src/${name}/${mutated}`] ?? { mutants: [] };
  const { mutants } = results;
  results.mutants = mutants.filter(
    (/** @type {{ status: string }} */ { status }) =>
      status !== 'Survived' && status !== 'NoCoverage',
  );
  writeFileSync(earlier, JSON.stringify(report));
  return mutants.length - results.mutants.length;
}
