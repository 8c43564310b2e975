// TotalAlloc against V8's profiler of collections, on every supported Node.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { median } from '../../bench/measure.mjs';
import { run } from '../../support/child.mjs';
import { installNewestNodes } from '../../support/nodes.mjs';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    node: { type: 'string' },
    mode: { type: 'string', default: 'scraped' },
    runs: { type: 'string', default: '3' },
    slack: { type: 'string', default: '1' },
  },
});

const GOAL = { from: 0.8 / options.slack, to: 1.3 * options.slack };

/** What is to be near the truth. */
const JUDGED = ['json', 'arrays', 'lru', 'http', 'loop'];
/** What is known to be further off, or allocates so little that bytes tell. */
const REPORTED = ['ring', 'idle', 'buffers'];

/** How often it is read beside at both ends, and what else is different. */
const MODES = {
  scraped: { scrapers: 1 },
  once: { scrapers: 0 },
  crowd: { scrapers: 5 },
  /** Bare Node begins with the smallest young generation. */
  bare: { scrapers: 1, app: 'no' },
  small: { scrapers: 1, flags: ['--max-semi-space-size=1'] },
  /** Without minor collections. */
  'gc-global': { scrapers: 1, flags: ['--gc-global'] },
  /** Another collector of the young generation, from Node 22 on. */
  'minor-ms': { scrapers: 1, flags: ['--minor-ms'] },
  /** Whether the profiler changes what it measures. */
  unprofiled: { scrapers: 1, profile: 'no' },
};

const mode = MODES[options.mode];
const runs = Number(options.runs);
const workloads = options.only?.split(',') ?? [...JUDGED, ...REPORTED];
if (mode === undefined || !Number.isInteger(runs) || runs < 1) {
  console.error(`--mode takes one of: ${Object.keys(MODES).join(', ')}`);
  console.error('--runs takes a whole number from 1');
  process.exit(2);
}

const memstats = await bundleMemStats();

const nodes = (await installNewestNodes()).filter(({ version }) =>
  version.startsWith(options.node ?? ''),
);
const missed = [];
console.log(
  'workload  node      ratio  least–most   MB estimated  collections',
);
for (const workload of workloads) {
  for (const node of nodes) {
    const results = [];
    for (let i = 0; i < runs; i++) {
      results.push(await measure(node, workload));
    }
    const line = summary(node, workload, results);
    console.log(line.text);
    if (!line.isMet && JUDGED.includes(workload)) {
      missed.push(line.text);
    }
  }
}
const goal = `${GOAL.from.toFixed(2)} to ${GOAL.to.toFixed(2)}`;
console.log(
  missed.length === 0
    ? `All are within ${goal}.`
    : `${missed.length} are not within ${goal}:`,
);
missed.forEach((text) => console.log(text));
process.exitCode = missed.length > 0 ? 1 : 0;

/** Bundles memstats from its source, because the package does not export it. */
async function bundleMemStats() {
  const bundle = new URL('.work/memstats.mjs', import.meta.url);
  await build({
    stdin: {
      contents: `
        export { gcRecorder } from './gc-recorder.js';
        export { readMemStats } from './memstats.js';
        export { ProcessReadings } from './process-readings.js';
      `,
      resolveDir: fileURLToPath(
        new URL('../../../src/process', import.meta.url),
      ),
    },
    outfile: fileURLToPath(bundle),
    bundle: true,
    format: 'esm',
    packages: 'external',
    platform: 'node',
  });
  return bundle.href;
}

async function measure(node, workload) {
  const { flags = [], ...options } = mode;
  const result = await runProcess(node, workload, flags, options);
  // The same work allocates the same, so another process tells the truth.
  const { truth = (await runProcess(node, workload, flags, {})).truth } =
    result;
  return { ...result, ratio: result.estimate / truth };
}

async function runProcess(
  { path, flags: nodeFlags },
  workload,
  flags,
  { scrapers = 1, app = 'yes', profile = 'yes' },
) {
  const file = fileURLToPath(new URL('process.mjs', import.meta.url));
  const { code, stdout, stderr } = await run(path, [
    ...nodeFlags,
    ...flags,
    file,
    `--workload=${workload}`,
    `--scrapers=${scrapers}`,
    `--app=${app}`,
    `--profile=${profile}`,
    `--memstats=${memstats}`,
  ]);
  if (code !== 0) {
    throw new Error(`${workload} ended with code ${code}: ${stderr}`);
  }
  return JSON.parse(stdout);
}

function summary({ version }, workload, results) {
  const ratios = results.map(({ ratio }) => ratio);
  const ratio = median(ratios);
  const least = Math.min(...ratios).toFixed(2);
  const most = Math.max(...ratios).toFixed(2);
  const megabytes = median(results.map(({ estimate }) => estimate)) / 1e6;
  const collections = median(results.map(({ collections }) => collections));
  return {
    isMet: ratio >= GOAL.from && ratio <= GOAL.to,
    text: [
      workload.padEnd(9),
      version.padEnd(9),
      ratio.toFixed(2).padStart(5),
      ` ${least}–${most}`.padEnd(13),
      megabytes.toFixed(1).padStart(10),
      String(collections).padStart(12),
    ].join(' '),
  };
}
