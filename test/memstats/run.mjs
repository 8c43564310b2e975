import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../support/child.mjs';
import { Report } from '../support/report.mjs';
import { installNewestNodes } from '../support/nodes.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** What is run on each Node. */
const PROGRAMS = [
  { name: 'invariants', file: 'scrape.mjs' },
  {
    name: 'invariants with a small young generation',
    flags: ['--max-semi-space-size=1'],
    file: 'scrape.mjs',
  },
  {
    name: 'invariants in a worker thread',
    file: 'scrape.mjs',
    args: ['worker'],
  },
  {
    name: '1,000 cycles',
    flags: ['--disable-warning=ExperimentalWarning'],
    file: 'cycles.mjs',
  },
];

const report = new Report();
try {
  for (const { version, path } of await installNewestNodes()) {
    for (const { name, flags = [], file, args = [] } of PROGRAMS) {
      await report.check(`Node ${version}, ${name}`, async () => {
        const program = [...flags, join(HERE, file), ...args];
        const { code, stdout, stderr } = await run(path, program, {
          cwd: HERE,
        });
        if (code !== 0) {
          throw new Error(
            /^Error: .*/m.exec(stderr)?.[0] ?? `${code} ${stderr}`,
          );
        }
        console.log(`      ${stdout.trim()}`);
      });
    }
  }
} catch (error) {
  report.failed('set-up', error);
}
report.close();
