// Checks what publint and attw do not look at: the size of the package and what
// is in it, that its declarations name no optional peer and no `any`, that all
// its entry points export the same names, that `nest add` can load its
// schematic, and that it has no dependencies.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import ts from 'typescript';

/**
 * @typedef {{
 *   module: string,
 *   import: { default: string },
 *   require: { default: string },
 * }} Conditions the files of the main entry
 *
 * @typedef {{ types: string, default: string }} Subpath
 *
 * @typedef {{ import: Subpath, require: Subpath }} DualSubpath
 *
 * @typedef {Record<string, unknown>} Exports
 */

const MAX_FILES = 36;
const MAX_BYTES = 1_150_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
/**
 * @type {{
 *   name: string,
 *   dependencies?: object,
 *   peerDependencies: object,
 *   exports: Record<string, string | Conditions | DualSubpath | Subpath>,
 *   typesVersions: { '*': Record<string, [string]> },
 *   schematics: string,
 * }}
 */
const manifest = require('../package.json');
const peers = Object.keys(manifest.peerDependencies);
/** @type {string[]} */
const problems = [];

if (Object.keys(manifest.dependencies ?? {}).length > 0) {
  problems.push('package.json has dependencies');
}

const { files, unpackedSize } = packedFiles();
if (files.length > MAX_FILES) {
  problems.push(`${files.length} files are more than ${MAX_FILES}`);
}
if (unpackedSize > MAX_BYTES) {
  problems.push(`${unpackedSize} bytes unpacked are more than ${MAX_BYTES}`);
}
for (const file of files) {
  if (/^src\/|\.map$|(?<!\.d)\.[cm]?ts$/.test(file)) {
    problems.push(`${file} is a source or a source map`);
  } else if (/\.d\.[cm]?ts$/.test(file)) {
    checkDeclarations(parse(file));
  } else if (/\.[cm]?js$/.test(file)) {
    checkScript(parse(file));
  }
}

let exportCount = 0;
for (const [subpath, conditions] of Object.entries(manifest.exports)) {
  if (typeof conditions === 'string') {
    continue;
  }
  if ('module' in conditions) {
    await checkEntry(conditions);
  } else if ('require' in conditions) {
    await checkDualSubpath(conditions);
  } else {
    await checkSubpath(subpath.slice('./'.length), conditions);
  }
}
checkSchematics();

for (const problem of problems) {
  console.error(problem);
}
console.log(
  `${files.length} files, ${unpackedSize} bytes, ${exportCount} exports, ${problems.length} problems`,
);
process.exitCode = problems.length > 0 ? 1 : 0;

function packedFiles() {
  const json = execFileSync(
    'npm',
    ['pack', '--dry-run', '--json', '--ignore-scripts'],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  /** @type {[{ files: { path: string }[], unpackedSize: number }]} */
  const [{ files, unpackedSize }] = JSON.parse(json);
  return { files: files.map((file) => file.path), unpackedSize };
}

/** @param {string} file */
function parse(file) {
  return ts.createSourceFile(
    file,
    readFileSync(path.join(root, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
}

/** @param {ts.SourceFile} source */
function checkDeclarations(source) {
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) {
      problems.push(`${source.fileName} has an any`);
    }
    const specifier = specifierOf(node);
    if (specifier !== undefined && !isPublished(specifier)) {
      problems.push(`${source.fileName} names ${specifier}, which is no peer`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  if (source.text.includes('@internal')) {
    problems.push(`${source.fileName} declares an internal member`);
  }
}

/**
 * The module that an import or export names.
 *
 * @param {ts.Node} node
 */
function specifierOf(node) {
  const specifier =
    ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
      ? node.argument.literal
      : ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : undefined;
  return specifier && ts.isStringLiteral(specifier)
    ? specifier.text
    : undefined;
}

/** @param {string} specifier */
function isPublished(specifier) {
  return (
    specifier.startsWith('.') ||
    specifier.startsWith('node:') ||
    specifier === manifest.name ||
    peers.includes(specifier)
  );
}

/** @param {ts.SourceFile} source */
function checkScript(source) {
  /** @param {ts.Node} node */
  const visit = (node) => {
    const comments =
      ts.getLeadingCommentRanges(source.text, node.pos) ??
      ts.getTrailingCommentRanges(source.text, node.end) ??
      [];
    for (const { pos, end } of ts.isToken(node) ? comments : []) {
      problems.push(
        `${source.fileName} has a comment: ${source.text.slice(pos, end)}`,
      );
    }
    node.getChildren(source).forEach(visit);
  };
  visit(source);
}

/** @param {Conditions} conditions */
async function checkEntry(conditions) {
  const files = {
    bundle: conditions.module,
    imported: conditions.import.default,
    required: conditions.require.default,
  };
  const bundle = await load(files.bundle);
  const imported = await load(files.imported);
  /** @type {Exports} */
  const required = require(path.join(root, files.required));
  const expected = exportedNames(required);
  exportCount += expected.length;
  for (const [file, entry] of /** @type {const} */ ([
    [files.bundle, bundle],
    [files.imported, imported],
    [files.required, required],
  ])) {
    if (!isDeepStrictEqual(exportedNames(entry), expected)) {
      problems.push(
        `${file} exports ${exportedNames(entry).join(', ')}, not ${expected.join(', ')}`,
      );
    }
  }
  if (expected.some((name) => imported[name] !== required[name])) {
    problems.push(
      `${files.imported} and ${files.required} export different values`,
    );
  }
}

/**
 * Checks the subpath with a class that Nest injects: that both formats have the
 * same names, and the classes of the package and no copies of them.
 *
 * @param {DualSubpath} conditions
 */
async function checkDualSubpath(conditions) {
  const file = conditions.import.default;
  const names = exportedNames(
    require(path.join(root, conditions.require.default)),
  );
  exportCount += names.length;
  if (!isDeepStrictEqual(exportedNames(await load(file)), names)) {
    problems.push(`${file} does not export ${names.join(', ')}`);
  }
  const { text } = parse(file);
  if (
    !text.includes('from "nestjs-expvar"') ||
    /class (?:\w+Var|ExpvarRegistry)\b/.test(text)
  ) {
    problems.push(`${file} has a copy of a class`);
  }
}

/**
 * Checks a subpath: that it stands alone, so that import and require can share
 * its files, and that older module resolution finds its types.
 *
 * @param {string} subpath
 * @param {Subpath} conditions
 */
async function checkSubpath(subpath, { types, default: file }) {
  const names = exportedNames(require(path.join(root, file)));
  exportCount += names.length;
  const imported = exportedNames(await load(file)).filter(
    (name) => name !== 'default',
  );
  if (!isDeepStrictEqual(imported, names)) {
    problems.push(
      `${file} has ${imported.join(', ')} for import, not ${names.join(', ')}`,
    );
  }
  for (const source of [parse(file), parse(types)]) {
    const { text, fileName } = source;
    const match = /(?:from|require\() ?"(?!node:|reflect-metadata")/.exec(text);
    if (match !== null) {
      problems.push(
        `${fileName} imports a package: ${text.slice(match.index, match.index + 60)}`,
      );
    }
    if (/^(?:declare )?(?:abstract )?class /m.test(text)) {
      problems.push(`${fileName} has a copy of a class`);
    }
  }
  const [olderTypes] = manifest.typesVersions['*'][subpath] ?? [];
  if (olderTypes !== types) {
    problems.push(
      `typesVersions has ${olderTypes} for ${subpath}, and exports has ${types}`,
    );
  }
}

/**
 * @param {string} file
 * @returns {Promise<Exports>}
 */
function load(file) {
  return import(pathToFileURL(path.join(root, file)).href);
}

/** @param {Exports} entry */
function exportedNames(entry) {
  return Object.keys(entry)
    .filter((name) => name !== '__esModule' && name !== 'module.exports')
    .toSorted();
}

/** The schematics CLI loads the factories of a collection with require(). */
function checkSchematics() {
  /** @type {{ schematics: Record<string, { factory: string }> }} */
  const collection = require(path.join(root, manifest.schematics));
  for (const { factory } of Object.values(collection.schematics)) {
    const [location = '', name = ''] = factory.split('#');
    const file = path.join(path.dirname(manifest.schematics), location);
    if (!files.includes(file)) {
      problems.push(`${file} of ${manifest.schematics} is not in the package`);
      continue;
    }
    /** @type {Exports} */
    const exported = require(path.join(root, file));
    if (typeof exported[name] !== 'function') {
      problems.push(`${file} exports no function ${name}`);
    }
    const required = readFileSync(path.join(root, file), 'utf8').matchAll(
      /\brequire\(['"]([^'"]+)['"]\)/g,
    );
    for (const [, specifier = ''] of required) {
      if (!specifier.startsWith('node:')) {
        problems.push(`${file} needs ${specifier}`);
      }
    }
  }
}
