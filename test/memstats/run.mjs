// Checks memstats against the promises of Go on each supported Node.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { run } from '../support/child.mjs';
import { installNewestNodes } from '../support/nodes.mjs';
import { Report } from '../support/report.mjs';
import { smokeArgs } from '../support/smoke.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/**
 * @typedef {object} Program
 * @property {string} name
 * @property {string} file
 * @property {readonly string[]} [flags] of Node
 * @property {readonly string[]} [args]
 */

/** @type {readonly Program[]} */
const PROGRAMS = [
  { name: 'the documents keep what Go promises', file: 'check-documents.mjs' },
  {
    name: 'the documents keep it with a small young generation',
    flags: ['--max-semi-space-size=1'],
    file: 'check-documents.mjs',
  },
  {
    name: 'the documents keep it in a worker thread',
    file: 'check-documents.mjs',
    args: ['worker'],
  },
  {
    name: 'closed applications leave nothing behind',
    flags: ['--disable-warning=ExperimentalWarning'],
    file: 'check-repeated-starts.mjs',
  },
];

const { values: options } = parseArgs({
  options: { smoke: { type: 'boolean', default: false } },
});
const report = new Report();
if (options.smoke) {
  console.log('A smoke run limits neither delays nor bytes of the heap.');
}
try {
  for (const node of await installNewestNodes()) {
    for (const program of PROGRAMS) {
      await report.check(`Node ${node.version}: ${program.name}`, () =>
        runProgram(node, program),
      );
    }
  }
} catch (error) {
  report.failed('set-up', error);
}
report.close();

/**
 * @param {import('../support/nodes.mjs').Node} node
 * @param {Program} program
 * @returns what it prints
 */
async function runProgram({ path }, { flags = [], file, args = [] }) {
  const { code, stdout, stderr } = await run(
    path,
    [...flags, join(HERE, file), ...args, ...smokeArgs],
    { cwd: HERE },
  );
  if (code !== 0) {
    throw new Error(/^\w*Error.*/m.exec(stderr)?.[0] ?? `${code} ${stderr}`);
  }
  return stdout.trim();
}
