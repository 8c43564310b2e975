// The code blocks of the documentation, and the directives that say how they are
// tested. A directive is an HTML comment before the block:
//
// - `<!-- test: context` with code in the comment: the code precedes the block
//   when it is compiled, and readers do not see it.
// - `<!-- test: run -->`: the program is run.
// - `<!-- test: prints -->`: the block is the output of the program before it. An
//   ellipsis stands for any text of a line.
// - `<!-- test: file PATH -->`: the block is that file, or a part of it, which a
//   suite runs.
// - `<!-- test: by FILE, what it does -->`: that test reads the block.
// - `<!-- test: skip, REASON -->`: the block cannot be tested.
//
// Blocks of TypeScript without a directive are compiled. All other blocks need one.
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const DIRECTIVES = /** @type {const} */ ([
  'context',
  'run',
  'prints',
  'file',
  'by',
  'skip',
]);

/**
 * @typedef {object} Block
 * @property {string} page the file of the block, from the root of the repository
 * @property {number} line the line of its opening fence
 * @property {string} language
 * @property {string} code
 * @property {{ name: typeof DIRECTIVES[number], text: string } | undefined} directive
 */

/**
 * The pages of the documentation, from the root of the repository. The results
 * of mutation testing are for contributors and not part of the site.
 */
export async function pages() {
  const files = await readdir(path.join(ROOT, 'docs'), { recursive: true });
  return [
    'README.md',
    'README.zh-CN.md',
    'sample-app/README.md',
    ...files
      .filter((file) => file.endsWith('.md'))
      .filter(
        (file) =>
          !/^(?:node_modules|api|\.vitepress|mutation-testing)\b/.test(file),
      )
      .map((file) => path.posix.join('docs', file.replaceAll('\\', '/')))
      .toSorted(),
  ];
}

/** @param {string} page */
export function readPage(page) {
  return readFile(path.join(ROOT, page), 'utf8');
}

/** All code blocks of the documentation, in order. */
export async function allBlocks() {
  const found = await Promise.all(
    (await pages()).map(async (page) => blocksOf(page, await readPage(page))),
  );
  return found.flat();
}

/**
 * @param {string} page
 * @param {string} text
 * @returns {Block[]}
 * @throws Error when a directive is unknown, or is not followed by a block
 */
export function blocksOf(page, text) {
  const pattern =
    /^<!-- test: ?(?<directive>(?:(?!-->)[^])*?)\s*-->$|^(?<fence>```)(?<language>\w*)\n(?<code>[^]*?)^```$/gm;
  const blocks = [];
  let pending;
  for (const { index, groups } of text.matchAll(pattern)) {
    const line = text.slice(0, index).split('\n').length;
    const { directive, fence, language = '', code = '' } = groups ?? {};
    if (pending !== undefined && fence === undefined) {
      throw new Error(`${page}:${line}: two directives follow each other`);
    }
    if (fence === undefined) {
      pending = parseDirective(directive ?? '', `${page}:${line}`);
    } else {
      blocks.push({ page, line, language, code, directive: pending });
      pending = undefined;
    }
  }
  if (pending !== undefined) {
    throw new Error(`${page}: no block follows the last directive`);
  }
  return blocks;
}

/**
 * @param {string} directive
 * @param {string} place
 */
function parseDirective(directive, place) {
  const [first = ''] = /^\w+/.exec(directive) ?? [];
  const name = DIRECTIVES.find((known) => known === first);
  const text = directive.slice(first.length).replace(/^,/, '').trim();
  if (name === undefined) {
    throw new Error(
      `${place}: ${first} is no directive; there are ${DIRECTIVES.join(', ')}`,
    );
  }
  if (!['run', 'prints'].includes(name) && text === '') {
    throw new Error(`${place}: the directive ${name} needs a text`);
  }
  return { name, text };
}

/** @param {Block} block */
export function isTypeScript({ language, directive }) {
  return language === 'ts' && directive?.name !== 'skip';
}

/** @param {Block} block */
export function placeOf({ page, line }) {
  return `${page}:${line}`;
}

/**
 * A block as a module that compiles: blocks without imports are fragments, which
 * use the names of the package.
 *
 * @param {Block} block
 * @param {readonly string[]} exported the names that the package exports
 */
export function moduleOf({ code, directive }, exported) {
  const context = directive?.name === 'context' ? `${directive.text}\n` : '';
  const text = context + code;
  const used = exported.filter(
    (name) =>
      new RegExp(`\\b${name}\\b`).test(text) &&
      !new RegExp(`\\b(?:import|class) .*\\b${name}\\b`).test(text),
  );
  const isFragment = !/^import /m.test(code);
  return isFragment && used.length > 0
    ? `import { ${used.join(', ')} } from 'nestjs-expvar';\n${text}`
    : `${text}\nexport {};\n`;
}

/** Lines of a document whose numbers and paths differ in each process. */
const OF_THE_PROCESS = /^"(?:cmdline|memstats|node|secondsUp)":/;

/**
 * A pattern for a line of output. An ellipsis stands for any text. Numbers and
 * paths of the process stand for others.
 *
 * @param {string} line
 */
export function patternOf(line) {
  const escaped = line
    .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('…', '.*');
  const pattern = OF_THE_PROCESS.test(line)
    ? escaped
        .replaceAll(/\d+(?:\\\.\d+)?/g, String.raw`[\d.e-]+`)
        .replaceAll(/"\/[^"]+"/g, '"[^"]+"')
    : escaped;
  return new RegExp(`^${pattern}$`);
}
