import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../compat/child.mjs';
import { installNodes } from '../compat/nodes.mjs';
import { reachRegistry } from '../compat/npm.mjs';
import { Report } from '../compat/report.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const NODES = fileURLToPath(new URL('../compat/.work/nodes', import.meta.url));

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
  await reachRegistry();
  for (const { version, path } of newest(await installNodes(NODES))) {
    for (const { name, flags = [], file, args = [] } of PROGRAMS) {
      await report.check(`Node ${version}, ${name}`, async () => {
        const program = [...flags, join(HERE, file), ...args];
        const { code, stdout, stderr } = await run(path, program, {
          cwd: HERE,
          seconds: 120,
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
process.exitCode = report.close();

/** The newest of each line of versions. */
function newest(nodes) {
  const lines = new Map();
  for (const node of nodes) {
    const [line] = node.version.split('.');
    const known = lines.get(line);
    if (known === undefined || isNewer(node, known)) {
      lines.set(line, node);
    }
  }
  return lines.values();
}

function isNewer({ version }, { version: than }) {
  return version.localeCompare(than, 'en', { numeric: true }) > 0;
}
