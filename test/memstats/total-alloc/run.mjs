// Compares TotalAlloc with V8's profiler of collections, on each supported Node.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from '../../bench/measure.mjs';
import { run } from '../../support/child.mjs';
import { installNewestNodes } from '../../support/nodes.mjs';
import { Report } from '../../support/report.mjs';
import { smokeArgs } from '../../support/smoke.mjs';
import { workloads } from './workloads.mjs';

/**
 * @typedef {import('../../support/nodes.mjs').Node} Node
 *
 * @typedef {object} Mode
 * @property {number} [scrapers] how many scrape every 100 ms meanwhile
 * @property {readonly string[]} [flags] of Node
 * @property {boolean} [isProfiled] false measures without the profiler, and
 *   profiles another process
 */

const PROGRAM = fileURLToPath(new URL('measure-workload.mjs', import.meta.url));

/** TotalAlloc / profiled bytes. */
const GOAL = { from: 0.8, to: 1.3 };

/**
 * Workloads without a goal: TotalAlloc is known to be further off, or they
 * allocate too little.
 */
const WITHOUT_GOAL = ['ring', 'idle', 'buffers'];

/** @type {Readonly<Record<string, Mode>>} */
const MODES = {
  scraped: { scrapers: 1 },
  unscraped: { scrapers: 0 },
  'often-scraped': { scrapers: 5 },
  'small-young-generation': { flags: ['--max-semi-space-size=1'] },
  'no-minor-collections': { flags: ['--gc-global'] },
  /** Another collector of the young generation, from Node 22 on. */
  'minor-ms': { flags: ['--minor-ms'] },
  unprofiled: { isProfiled: false },
};

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(workloads).join(',') },
    node: { type: 'string', default: '' },
    mode: { type: 'string', default: 'scraped' },
    runs: { type: 'string' },
    smoke: { type: 'boolean', default: false },
  },
});
const mode = MODES[options.mode];
const runs = Number(options.runs ?? (options.smoke ? 1 : 3));
if (mode === undefined || !Number.isInteger(runs) || runs < 1) {
  console.error(`--mode takes one of: ${Object.keys(MODES).join(', ')}`);
  console.error('--runs takes a whole number from 1');
  process.exit(2);
}

const nodes = (await installNewestNodes()).filter(({ version }) =>
  version.startsWith(options.node),
);
// A smoke run shows that the programs work with the oldest and newest Node.
const measured = options.smoke ? [...new Set([nodes[0], nodes.at(-1)])] : nodes;
const report = new Report();
console.log(
  options.smoke
    ? 'A smoke run does not limit how far TotalAlloc is off.'
    : `TotalAlloc / profiled bytes is to be from ${GOAL.from} to ${GOAL.to}, apart from ${WITHOUT_GOAL.join(', ')}`,
);
for (const workload of options.only.split(',')) {
  for (const node of measured) {
    if (node !== undefined) {
      await report.check(`${workload}, Node ${node.version}`, () =>
        check(node, workload),
      );
    }
  }
}
report.close();

/**
 * @param {Node} node
 * @param {string} workload
 */
async function check(node, workload) {
  const results = [];
  for (let i = 0; i < runs; i++) {
    results.push(await measure(node, workload));
  }
  const ratios = results.map(({ ratio }) => ratio);
  const ratio = median(ratios);
  const megabytes = median(results.map(({ totalAlloc }) => totalAlloc)) / 1e6;
  const collections = median(results.map(({ collections }) => collections));
  const remark = `${ratio.toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}), ${megabytes.toFixed(1)} MB, ${collections} collections`;
  if (options.smoke) {
    assert(Number.isFinite(ratio) && megabytes > 0, remark);
  } else if (!WITHOUT_GOAL.includes(workload)) {
    assert(ratio >= GOAL.from && ratio <= GOAL.to, remark);
  }
  return remark;
}

/**
 * @param {Node} node
 * @param {string} workload
 */
async function measure(node, workload) {
  const { isProfiled = true } = mode ?? {};
  const result = await runProgram(node, workload, isProfiled);
  // The same work allocates the same in another process.
  const { profiled } = isProfiled
    ? result
    : await runProgram(node, workload, true);
  return { ...result, ratio: result.totalAlloc / profiled };
}

/**
 * @param {Node} node
 * @param {string} workload
 * @param {boolean} isProfiled
 * @returns {Promise<{ totalAlloc: number, profiled: number, collections: number }>}
 */
async function runProgram({ path, flags: nodeFlags }, workload, isProfiled) {
  const { flags = [], scrapers = 1 } = mode ?? {};
  const { code, stdout, stderr } = await run(path, [
    ...nodeFlags,
    ...flags,
    PROGRAM,
    `--workload=${workload}`,
    `--scrapers=${scrapers}`,
    ...(isProfiled ? ['--profile'] : []),
    ...smokeArgs,
  ]);
  assert.equal(code, 0, `${workload} ended with code ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
