import { fork } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FLAGS, ROWS } from './goals.mjs';
import { goVersion } from './go.mjs';
import { median, shuffled } from './measure.mjs';
import { nodeBinary } from './node-binary.mjs';
import { heading, line } from './table.mjs';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    json: { type: 'string' },
    node: { type: 'string' },
    processes: { type: 'string', default: '5' },
    slack: { type: 'string', default: '1' },
  },
});
const groups = [...new Set(ROWS.map(({ group }) => group))];
if (options.only !== undefined && !groups.includes(options.only)) {
  console.error(`--only takes one of: ${groups.join(', ')}`);
  process.exit(2);
}
const processes = Number(options.processes);
if (!Number.isInteger(processes) || processes < 1) {
  console.error('--processes takes a whole number from 1');
  process.exit(2);
}

const slack = Number(options.slack);
if (!(slack >= 1)) {
  console.error('--slack takes a number from 1, by which goals may be missed');
  process.exit(2);
}

const node = await nodeBinary(options.node);
const go = await goVersion();
const wanted = ROWS.filter(
  ({ group }) => options.only === undefined || group === options.only,
);
console.log(heading({ node: node.version, go, processes }));

const results = [];
const haveFailed = new Set();
for (const group of groups) {
  const rows = wanted.filter((row) => row.group === group);
  const measured = rows.filter(({ needsGo }) => !needsGo || go !== undefined);
  const figures = await measureSuites(measured.map(({ suite }) => suite));
  for (const row of rows) {
    if (figures.has(row.suite)) {
      const result = summary(row, figures.get(row.suite));
      const isMet = row.atLeast
        ? result.ratio >= result.goal / slack
        : result.ratio <= result.goal * slack;
      const isResolved =
        result.noise === undefined || Math.abs(result.ratio - 1) > result.noise;
      results.push({ result, isMet: isMet || !isResolved });
      console.log(line(row, result, isMet || !isResolved));
    } else {
      const reason = measured.includes(row) ? 'it failed' : 'no Go here';
      console.log(`${row.group.padEnd(11)}${row.name}: left out, ${reason}`);
    }
  }
}
if (options.json !== undefined) {
  const rows = results.map(({ result }) => result);
  await writeFile(options.json, `${JSON.stringify(rows, null, 2)}\n`);
}
const missed = results.filter(({ isMet }) => !isMet);
console.log(
  missed.length === 0
    ? `All ${results.length} goals are met.`
    : `${missed.length} of ${results.length} goals are missed.`,
);
process.exitCode = missed.length + haveFailed.size === 0 ? 0 : 1;

/** Runs each suite in fresh processes, in shuffled rounds. */
async function measureSuites(names) {
  const figures = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < processes; round++) {
    if (process.stderr.isTTY) {
      console.error(`process ${round + 1} of ${processes} …`);
    }
    for (const name of shuffled([...figures.keys()])) {
      try {
        figures.get(name).push(await runSuite(name));
      } catch (error) {
        console.error(error.message);
        figures.delete(name);
        haveFailed.add(name);
      }
    }
  }
  return figures;
}

function runSuite(name) {
  const file = fileURLToPath(new URL(name, import.meta.url));
  const child = fork(file, {
    execPath: node.path,
    execArgv: FLAGS[name] ?? [],
  });
  return new Promise((resolve, reject) => {
    let figures;
    child.on('message', (message) => {
      figures = message;
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0 && figures !== undefined) {
        resolve(figures);
      } else {
        reject(new Error(`${name} ended with code ${code}`));
      }
    });
  });
}

function summary(row, runs) {
  const figures = runs.map((run) => run[row.name]);
  const major = node.version.split('.', 1)[0];
  const goal = row.goalOn?.[major] ?? row.goal;
  const ratio = median(figures.map(({ ours, peer }) => ours / peer));
  return {
    group: row.group,
    name: row.name,
    ratio,
    goal,
    ours: median(figures.map(({ ours }) => ours)),
    peer: median(figures.map(({ peer }) => peer)),
    unit: row.unit,
    node: node.version,
    ...(figures[0].again !== undefined && {
      noise: median(
        figures.map(({ again, peer }) => Math.abs(again / peer - 1)),
      ),
    }),
  };
}
