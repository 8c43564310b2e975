// Writes docs/mutation-testing.md from the JSON reports of Stryker.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { parts, reportOf } from './parts.mjs';
import { survivors as known } from './survivors.mjs';

const PAGE = new URL('../../docs/mutation-testing.md', import.meta.url);

/** Statuses in the order of the columns. A timeout counts as killed. */
const COLUMNS = /** @type {const} */ (['Killed', 'Survived', 'NoCoverage']);

const INTRODUCTION = `# Mutation testing

\`npm run test:mutation\` changes the code in small ways and runs the tests for each
change. A change that no test notices has survived. The command takes hours;
\`-- --only registry\` runs one folder, and \`--file var-name.ts\` one file of it. It
writes this page. \`test/mutation/parts.mjs\` names the tests of each folder, and
\`test/mutation/survivors.mjs\` the reasons why mutants survive. A score counts the
mutants of the last run; a reason says where a test kills a mutant since. A file that
only has types has no mutants, and counts as not measured. Two kinds of mutants are
left out:

- text, because the compiler checks the literals of unions, and the tests write
  messages out;
- code that runs only while a module loads, because all tests would have to run in
  processes of their own.

`;

export async function writeReport() {
  const rows = [];
  const survivors = [];
  const before = readFileSync(PAGE, 'utf8');
  for (const { name } of parts) {
    const report = reportOf(name);
    if (existsSync(report)) {
      const mutants = mutantsIn(JSON.parse(readFileSync(report, 'utf8')));
      rows.push(row(name, mutants));
      survivors.push(section(name, mutants));
    } else {
      rows.push(earlierRow(before, name) ?? row(name, []));
      survivors.push(earlierSection(before, name) ?? '');
    }
  }
  const table = [
    '| folder | files | mutants | killed | survived | without a test | score |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
  const text = `${INTRODUCTION}${table}\n\n## Surviving mutants\n\n${survivors.join('\n')}`;
  const options = await resolveConfig(PAGE);
  writeFileSync(PAGE, await format(text, { ...options, parser: 'markdown' }));
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
  const all = readdirSync(new URL(`../../src/${name}/`, import.meta.url))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `src/${name}/${file}`);
  const measured = new Set(mutants.map(({ file }) => file));
  const files = `${measured.size} of ${all.length}`;
  if (mutants.length === 0) {
    return `| \`src/${name}\` | ${files} | not measured | | | | |`;
  }
  const counts = COLUMNS.map(
    (column) => mutants.filter(({ status }) => status === column).length,
  );
  const total = counts.reduce((sum, count) => sum + count, 0);
  const score = ((100 * (counts[0] ?? 0)) / total).toFixed(1);
  return `| \`src/${name}\` | ${[files, total, ...counts].join(' | ')} | ${score} % |`;
}

/**
 * @param {string} name
 * @param {Mutant[]} mutants
 */
function section(name, mutants) {
  const lines = mutants
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .map(
      (mutant) =>
        `- \`${mutant.file}:${mutant.line}\` ${code(mutant.original)} → ${code(mutant.replacement)}: ${reasonFor(mutant)}`,
    );
  return `### ${name}\n\n${lines.join('\n') || 'None.'}\n`;
}

/**
 * The row of a part that another working copy has measured.
 *
 * @param {string} page
 * @param {string} name
 */
function earlierRow(page, name) {
  return page.split('\n').find((line) => line.startsWith(`| \`src/${name}\``));
}

/**
 * @param {string} page
 * @param {string} name
 */
function earlierSection(page, name) {
  const [, ...sections] = page.split('\n### ');
  const found = sections.find((text) => text.startsWith(`${name}\n`));
  return found === undefined ? undefined : `### ${found.trimEnd()}\n`;
}

/** @param {Mutant} mutant */
function reasonFor({ file, original, replacement }) {
  const match = known.find(
    (each) =>
      file.endsWith(each.file) &&
      oneLine(original).startsWith(each.original) &&
      (each.replacement === undefined ||
        oneLine(replacement).startsWith(each.replacement)),
  );
  return match?.reason ?? '**no reason is stated; add a test**';
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
  const line = oneLine(text);
  const short = line.length > 80 ? `${line.slice(0, 79)}…` : line;
  const fence = short.includes('`') ? '``' : '`';
  const space = fence.length > 1 || short === '' ? ' ' : '';
  return `${fence}${space}${short}${space}${fence}`;
}

/** @param {string} text */
function oneLine(text) {
  return text.replaceAll(/\s+/g, ' ').trim();
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await writeReport();
}
