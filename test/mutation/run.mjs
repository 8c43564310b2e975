// Runs Stryker on one part after the other and writes docs/mutation-testing.md.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parts } from './parts.mjs';
import { writeReport } from './report.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

const { only, workers } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    workers: { type: 'string', default: '2' },
  },
}).values;

for (const { name } of parts.filter(
  ({ name }) => only === undefined || only.includes(name),
)) {
  console.log(`\n== ${name}`);
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
      env: { ...process.env, MUTATED_PART: name, MUTATION_WORKERS: workers },
    },
  );
  writeReport();
}
