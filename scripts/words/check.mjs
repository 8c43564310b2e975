// Fails on names, comments and test names that are not in plain English:
// retired names, comments that begin like a fragment, and test names that do
// not say what happens.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { exceptions } from './exceptions.mjs';
import { retired } from './retired.mjs';
import { isVerb } from './verbs.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A comment that begins with one of these is rarely a whole sentence. */
const FRAGMENT = /^(?:Of|By|For|As|So|With|Whether|What)\b/;

/** A value in the name of a parameterised test. */
const PLACEHOLDER = /%[sdifjo#%]|\$[\w.]+/g;

const SHOWN_LETTERS = 70;

/**
 * @typedef {{ position: number, message: string, text: string }} Problem
 */

let count = 0;
for (const file of trackedFiles()) {
  const text = readFileSync(path.join(root, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  for (const problem of problemsIn(source)) {
    if (!isException(file, problem)) {
      const { line } = source.getLineAndCharacterOfPosition(problem.position);
      const shown = problem.text
        .replaceAll(/\s+/g, ' ')
        .slice(0, SHOWN_LETTERS);
      console.error(`${file}:${line + 1}: ${problem.message}: ${shown}`);
      count++;
    }
  }
}
process.exitCode = count > 0 ? 1 : 0;

function trackedFiles() {
  const files = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '-z'],
    { cwd: root, encoding: 'utf8' },
  );
  return files.split('\0').filter((file) => /\.(?:m?[jt]s|tsx)$/.test(file));
}

/**
 * @param {string} file
 * @param {Problem} problem
 */
function isException(file, problem) {
  return exceptions.some(
    (exception) =>
      exception.file.test(file) && problem.text.startsWith(exception.text),
  );
}

/**
 * @param {ts.SourceFile} source
 * @returns {Problem[]}
 */
function problemsIn(source) {
  return [
    ...retiredNames(source),
    ...testNames(source),
    ...fragments(source),
  ].toSorted((a, b) => a.position - b.position);
}

/**
 * @param {ts.SourceFile} source
 * @returns {Problem[]}
 */
function retiredNames(source) {
  return nodesOf(source)
    .filter(ts.isIdentifier)
    .filter(({ text }) => retired.has(text))
    .map((node) => ({
      position: node.getStart(source),
      message: `retired name, write ${retired.get(node.text)}`,
      text: node.text,
    }));
}

/**
 * @param {ts.SourceFile} source
 * @returns {Problem[]}
 */
function testNames(source) {
  return nodesOf(source)
    .filter(ts.isCallExpression)
    .filter(({ expression }) => isTestFunction(expression))
    .flatMap(({ arguments: [name] }) =>
      name !== undefined && ts.isStringLiteralLike(name) ? [name] : [],
    )
    .filter(({ text }) => !isSentence(text))
    .map((name) => ({
      position: name.getStart(source),
      message: 'a test name is a sentence with a verb',
      text: name.text,
    }));
}

/**
 * True for `test`, `it`, `test.each(…)` and the like.
 *
 * @param {ts.Expression} expression
 * @returns {boolean}
 */
function isTestFunction(expression) {
  if (
    ts.isCallExpression(expression) ||
    ts.isPropertyAccessExpression(expression)
  ) {
    return isTestFunction(expression.expression);
  }
  return ts.isIdentifier(expression) && /^(?:test|it)$/.test(expression.text);
}

/** @param {string} name */
function isSentence(name) {
  const words =
    name.replaceAll(PLACEHOLDER, ' value ').match(/[\p{L}\d'’@]+/gu) ?? [];
  return words.length >= 3 && words.some(isVerb);
}

/**
 * @param {ts.SourceFile} source
 * @returns {Problem[]}
 */
function fragments(source) {
  return commentsOf(source)
    .filter(({ text }) => FRAGMENT.test(text))
    .map(({ position, text }) => ({
      position,
      text,
      message: 'this comment begins like a fragment, begin with the subject',
    }));
}

/**
 * Comments of a file. Lines of `//` that follow each other are one comment.
 *
 * @param {ts.SourceFile} source
 */
function commentsOf(source) {
  /** @type {Map<number, ts.CommentRange>} */
  const ranges = new Map();
  for (const node of nodesOf(source)) {
    for (const range of [
      ...(ts.getLeadingCommentRanges(source.text, node.pos) ?? []),
      ...(ts.getTrailingCommentRanges(source.text, node.end) ?? []),
    ]) {
      ranges.set(range.pos, range);
    }
  }
  const comments = [];
  let lastLineEnd = -1;
  for (const { pos, end, kind } of [...ranges.values()].toSorted(
    (a, b) => a.pos - b.pos,
  )) {
    const isLine = kind === ts.SyntaxKind.SingleLineCommentTrivia;
    const isContinued =
      isLine && /^\n[ \t]*$/.test(source.text.slice(lastLineEnd, pos));
    if (!isContinued) {
      const text = source.text
        .slice(pos, end)
        .replace(/^(?:\/\/|\/\*\*?)/, '')
        .replace(/^[\s*]+/, '');
      comments.push({ position: pos, text });
    }
    lastLineEnd = isLine ? end : -1;
  }
  return comments;
}

/**
 * @param {ts.SourceFile} source
 * @returns {ts.Node[]} the file and everything in it
 */
function nodesOf(source) {
  /** @type {ts.Node[]} */
  const nodes = [source];
  for (const node of nodes) {
    nodes.push(...node.getChildren(source));
  }
  return nodes;
}
