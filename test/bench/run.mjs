// Measures this package and its peers, and fails if a goal is missed.
import { fork } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FLAGS, ROWS } from './goals.mjs';
import { goVersion } from './go.mjs';
import { median, shuffled } from './measure.mjs';
import { nodeBinary } from './node-binary.mjs';
import { hasFirstEdition } from './page/first-edition.mjs';
import { smokeArgs } from '../support/smoke.mjs';
import { heading, line, smokeLine } from './table.mjs';

/**
 * @typedef {import('./goals.mjs').Row} Row
 * @typedef {Record<string, import('./measure.mjs').Figure>} Figures
 */

/**
 * The time after which a suite counts as hanging. A slow one takes a minute.
 */
const HANG_MS = 1_200_000;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'string' },
    node: { type: 'string' },
    processes: { type: 'string' },
    smoke: { type: 'boolean', default: false },
  },
});
const groups = [...new Set(ROWS.map(({ group }) => group))];
if (options.only !== undefined && !groups.includes(options.only)) {
  console.error(`--only takes one of: ${groups.join(', ')}`);
  process.exit(2);
}
const processes = Number(options.processes ?? (options.smoke ? 1 : 5));
if (!Number.isInteger(processes) || processes < 1) {
  console.error('--processes takes a whole number from 1');
  process.exit(2);
}

const node = await nodeBinary(options.node);
const go = await goVersion();
/** The suite of the page has no short form. */
const isPageMeasurable = !options.smoke && (await hasFirstEdition());
console.log(
  options.smoke
    ? `Node ${node.version}; a smoke run without goals for time`
    : heading({ node: node.version, go, processes }),
);

const results = [];
let passed = 0;
let failed = 0;
for (const group of groups) {
  if (options.only !== undefined && options.only !== group) {
    continue;
  }
  const rows = ROWS.filter((row) => row.group === group);
  const measurable = rows.filter(isMeasurable);
  const figures = await measureSuites(measurable.map(({ suite }) => suite));
  for (const row of rows) {
    if (!measurable.includes(row)) {
      console.log(
        `${row.group.padEnd(11)}${row.name}: left out without ${row.needs}`,
      );
      continue;
    }
    const runs = figures.get(row.suite);
    if (runs === undefined) {
      failed++;
      console.log(`${row.group.padEnd(11)}${row.name}: the suite failed`);
      continue;
    }
    const result = summary(row, runs);
    const isMet = options.smoke ? isRight(row, result) : meetsGoal(row, result);
    results.push(result);
    passed += Number(isMet);
    failed += Number(!isMet);
    console.log((options.smoke ? smokeLine : line)(row, result, isMet));
  }
}
if (options.json !== undefined) {
  await writeFile(options.json, `${JSON.stringify(results, null, 2)}\n`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** @param {Row} row */
function isMeasurable({ needs }) {
  if (needs === undefined) {
    return true;
  }
  return needs === 'Go' ? go !== undefined : isPageMeasurable;
}

/**
 * Runs each suite in fresh processes, in shuffled rounds.
 *
 * @param {readonly string[]} names
 */
async function measureSuites(names) {
  /** @type {Map<string, Figures[]>} */
  const figures = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < processes; round++) {
    if (process.stderr.isTTY) {
      console.error(`process ${round + 1} of ${processes} …`);
    }
    for (const name of shuffled([...figures.keys()])) {
      try {
        figures.get(name)?.push(await runSuite(name));
      } catch (error) {
        console.error(error instanceof Error ? error.message : error);
        figures.delete(name);
      }
    }
  }
  return figures;
}

/**
 * @param {string} name
 * @returns {Promise<Figures>}
 */
function runSuite(name) {
  const file = fileURLToPath(new URL(name, import.meta.url));
  const child = fork(file, smokeArgs, {
    execPath: node.path,
    execArgv: [...(FLAGS[name] ?? [])],
    timeout: HANG_MS,
    killSignal: 'SIGKILL',
  });
  return new Promise((resolve, reject) => {
    /** @type {Figures | undefined} */
    let figures;
    child.on('message', (message) => {
      figures = /** @type {Figures} */ (message);
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0 && figures !== undefined) {
        resolve(figures);
      } else {
        reject(new Error(`${name} ended with ${signal ?? `code ${code}`}`));
      }
    });
  });
}

/**
 * @param {Row} row
 * @param {readonly Figures[]} runs
 */
function summary(row, runs) {
  const figures = runs.map((run) => {
    const figure = run[row.name];
    if (figure === undefined) {
      throw new Error(`${row.suite} does not measure "${row.name}"`);
    }
    return figure;
  });
  const major = Number(node.version.split('.', 1)[0]);
  const goal = row.goalOn?.[major] ?? row.goal;
  const ratio = median(figures.map(({ ours, peer }) => ours / peer));
  const noise = median(
    figures.map(({ again = NaN, peer }) => Math.abs(again / peer - 1)),
  );
  return {
    group: row.group,
    name: row.name,
    ratio,
    goal,
    ours: median(figures.map(({ ours }) => ours)),
    peer: median(figures.map(({ peer }) => peer)),
    unit: row.unit,
    node: node.version,
    ...(Number.isNaN(noise) ? {} : { noise }),
  };
}

/**
 * @param {Row} row
 * @param {import('./table.mjs').Result} result
 */
function meetsGoal({ atLeast }, { ratio, goal, noise }) {
  const isMet = atLeast ? ratio >= goal : ratio <= goal;
  const isResolved = noise === undefined || Math.abs(ratio - 1) > noise;
  return isMet || !isResolved;
}

/**
 * Bytes depend on no clock, so their goals hold in a smoke run too.
 *
 * @param {Row} row
 * @param {import('./table.mjs').Result} result
 */
function isRight(row, result) {
  return row.unit === 'B'
    ? meetsGoal(row, result)
    : Number.isFinite(result.ours) && Number.isFinite(result.peer);
}
