// Writes docs/mutation-testing.md from the JSON reports of Stryker.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parts, reportOf } from './parts.mjs';

const PAGE = new URL('../../docs/mutation-testing.md', import.meta.url);

/** Statuses in the order of the columns. A timeout counts as killed. */
const COLUMNS = /** @type {const} */ (['Killed', 'Survived', 'NoCoverage']);

const INTRODUCTION = `# Mutation testing

\`npm run test:mutation\` changes the code in small ways and runs the tests for each
change. A change that no test notices has survived. This page is written by the
command. \`test/mutation/parts.mjs\` names the tests that run for each part.

`;

export function writeReport() {
  const rows = [];
  const survivors = [];
  for (const part of parts) {
    const file = reportOf(part.name);
    if (existsSync(file)) {
      const mutants = mutantsIn(JSON.parse(readFileSync(file, 'utf8')));
      rows.push(row(part.name, mutants));
      survivors.push(section(part.name, mutants));
    }
  }
  const table = [
    '| folder | mutants | killed | survived | without a test | score |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
  writeFileSync(
    PAGE,
    `${INTRODUCTION}${table}\n\n## Surviving mutants\n\n${survivors.join('\n')}`,
  );
}

/**
 * @typedef {{ file: string, line: number, status: string, original: string, replacement: string }} Mutant
 */

/**
 * @param {{ files: Record<string, import('@stryker-mutator/api/core').schema.FileResult> }} report
 * @returns {Mutant[]} those that compile and run
 */
function mutantsIn({ files }) {
  return Object.entries(files)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([file, { source, mutants }]) =>
      mutants
        .filter(({ status }) => status !== 'Ignored')
        .toSorted(
          (a, b) =>
            a.location.start.line - b.location.start.line ||
            a.location.start.column - b.location.start.column,
        )
        .map(({ status, location, replacement = '' }) => ({
          file,
          line: location.start.line,
          status: status === 'Timeout' ? 'Killed' : status,
          original: textAt(source, location),
          replacement,
        })),
    );
}

/**
 * @param {string} name
 * @param {Mutant[]} mutants
 */
function row(name, mutants) {
  const counts = COLUMNS.map(
    (column) => mutants.filter(({ status }) => status === column).length,
  );
  const total = counts.reduce((sum, count) => sum + count, 0);
  const score = ((100 * (counts[0] ?? 0)) / total).toFixed(1);
  return `| \`src/${name}\` | ${[total, ...counts].join(' | ')} | ${score} % |`;
}

/**
 * @param {string} name
 * @param {Mutant[]} mutants
 */
function section(name, mutants) {
  const lines = mutants
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .map(
      ({ file, line, original, replacement, status }) =>
        `- \`${file}:${line}\` ${code(original)} → ${code(replacement)}${status === 'NoCoverage' ? ' (no test runs it)' : ''}`,
    );
  return `### ${name}\n\n${lines.join('\n') || 'None.'}\n`;
}

/**
 * @param {string} source
 * @param {import('@stryker-mutator/api/core').schema.Location} location
 */
function textAt(source, { start, end }) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1)?.slice(0, end.column - 1) ?? '';
  lines[0] = lines[0]?.slice(start.column - 1) ?? '';
  return lines.join('\n');
}

/** One line of at most 80 characters, as Markdown code. @param {string} text */
function code(text) {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  const short = line.length > 80 ? `${line.slice(0, 79)}…` : line;
  const fence = short.includes('`') ? '``' : '`';
  const space = fence.length > 1 || short === '' ? ' ' : '';
  return `${fence}${space}${short}${space}${fence}`;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  writeReport();
}
