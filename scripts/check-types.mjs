// Checks what the other package checks do not look at: that the published
// declarations name no optional peer and no `any`, that both formats export
// the same names, and that the package has no dependencies.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(
  readFileSync(path.join(root, 'package.json'), 'utf8'),
);
const problems = [];

const peers = Object.keys(manifest.peerDependencies);
if (Object.keys(manifest.dependencies ?? {}).length > 0) {
  problems.push('package.json has dependencies');
}

for (const format of ['esm', 'cjs']) {
  for (const file of declarations(path.join(root, 'dist', format))) {
    check(file);
  }
}

const esm = await import(
  pathToFileURL(path.join(root, 'dist/esm/index.js')).href
);
const cjs = createRequire(import.meta.url)(
  path.join(root, 'dist/cjs/index.js'),
);
const names = (module) =>
  Object.keys(module)
    .filter((name) => name !== '__esModule' && name !== 'module.exports')
    .toSorted()
    .join(' ');
if (names(esm) !== names(cjs)) {
  problems.push(`esm exports ${names(esm)}, cjs ${names(cjs)}`);
}

for (const problem of problems) {
  console.error(problem);
}
console.log(
  `${names(esm).split(' ').length} exports, ${problems.length} problems`,
);
process.exitCode = problems.length > 0 ? 1 : 0;

function* declarations(folder) {
  for (const entry of readdirSync(folder, {
    withFileTypes: true,
    recursive: true,
  })) {
    if (entry.name.endsWith('.d.ts')) {
      yield path.join(entry.parentPath, entry.name);
    }
  }
}

function check(file) {
  const source = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.Latest,
  );
  const visit = (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) {
      problems.push(`${path.relative(root, file)} has an any`);
    }
    const specifier = ts.isImportTypeNode(node)
      ? node.argument.literal
      : (node.moduleSpecifier ?? undefined);
    if (specifier !== undefined && !isAllowed(specifier.text)) {
      problems.push(
        `${path.relative(root, file)} names ${specifier.text}, which is no peer`,
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
}

function isAllowed(specifier) {
  return (
    specifier.startsWith('.') ||
    specifier.startsWith('node:') ||
    peers.includes(specifier)
  );
}
