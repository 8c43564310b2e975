// The way from the top of the README to the lines that solve each of its tasks, in
// clicks and seconds of reading: node test/docs/reading-time.mjs
import path from 'node:path';
import { slug } from '../../docs/.vitepress/slug.mjs';
import { readPage } from './blocks.mjs';

const WORDS_PER_MINUTE = 230;

/** Pages whose task needs more than their first code block. */
const BLOCKS = new Map([['docs/integrations/metricbeat.md', 2]]);

/**
 * @typedef {object} Task
 * @property {string} task
 * @property {string} target the page and the heading
 * @property {number} clicks
 * @property {number} words read until the lines that solve it
 * @property {number} seconds
 */

if (import.meta.filename === process.argv[1]) {
  console.table(await tasks('README.md'));
}

/**
 * The tasks of the table in a README. A reader reads the text of the README up to
 * the task, without the code and the pictures, and then the target up to the code
 * that solves the task.
 *
 * @param {string} readme
 * @returns {Promise<Task[]>}
 */
export async function tasks(readme) {
  const text = await readPage(readme);
  const rows = [...text.matchAll(/^\| (?<task>[^|]+?) +\| (?<links>\[.*)$/gm)];
  const links = rows.flatMap(({ index, 0: row, groups }) =>
    [...(groups?.['links'] ?? '').matchAll(/\]\((docs\/[^)]+)\)/g)].map(
      ([, target = '']) => ({
        task: groups?.['task'] ?? '',
        target,
        index,
        row,
      }),
    ),
  );
  return Promise.all(
    links.map(async ({ task, target, index, row }) => {
      const before = withoutCode(text.slice(0, index + row.length));
      const words = wordsIn(before) + wordsIn(await solution(target));
      const seconds = Math.round((words / WORDS_PER_MINUTE) * 60);
      return { task, target, clicks: 1, words, seconds };
    }),
  );
}

/**
 * The text of a page from a heading to the end of the code that solves the task.
 *
 * @param {string} target
 */
async function solution(target) {
  const [file = '', anchor] = target.split('#');
  const text = (await readPage(path.posix.normalize(file))).replaceAll(
    /<!--[^]*?-->/g,
    '',
  );
  const heading = [...text.matchAll(/^#+ (.*)$/gm)].find(
    ([, title = '']) => anchor === undefined || slug(title) === anchor,
  );
  if (heading === undefined) {
    throw new Error(`${target}: there is no such heading`);
  }
  const fences = [...text.slice(heading.index).matchAll(/^```$/gm)];
  const fence = fences[(BLOCKS.get(file) ?? 1) - 1];
  if (fence === undefined) {
    throw new Error(`${target}: too few code blocks follow the heading`);
  }
  return text.slice(heading.index, heading.index + fence.index);
}

/** @param {string} text */
function withoutCode(text) {
  return text
    .replaceAll(/<!--[^]*?-->|^```[^]*?^```$|!\[[^\]]*\]\([^)]*\)/gm, '')
    .replaceAll(/\]\([^)]*\)/g, ']');
}

/**
 * Words as a reader counts them. Symbols and table rules are none.
 *
 * @param {string} text
 */
function wordsIn(text) {
  return text.match(/[\p{L}\p{N}][^\s|]*/gu)?.length ?? 0;
}
