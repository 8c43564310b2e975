import { posix } from 'node:path';
import { codeOf, IDENTIFIER, importsOf, NotUnderstood } from './source-text.js';
import { readText, type Tree } from './tree.js';

/** The class of a module, and the file that declares it. */
interface RootModule {
  readonly className: string;
  readonly file: string;
}

/**
 * Finds the module that the main file passes to `NestFactory.create()`.
 *
 * @throws NotUnderstood if there is not exactly one, or its file is not found
 */
export function findRootModule(tree: Tree, main: string): RootModule {
  const text = readText(tree, main);
  if (text === undefined) {
    throw new NotUnderstood('it does not exist');
  }
  const name = startedModule(codeOf(text));
  const declaration = findImport(text, name);
  if (declaration === undefined) {
    return { className: name, file: main };
  }
  const { className, specifier } = declaration;
  const file = resolve(tree, main, specifier);
  if (file === undefined) {
    throw new NotUnderstood(`${specifier} is not a file of the application`);
  }
  return { className, file };
}

function startedModule(code: string): string {
  const calls = code.matchAll(
    new RegExp(
      String.raw`\bNestFactory\s*\.\s*(\w+)\s*(?:<[^()]*>)?\s*\(\s*(${IDENTIFIER})?`,
      'g',
    ),
  );
  const names = new Set<string | undefined>();
  const otherMethods: string[] = [];
  for (const [, method, name] of calls) {
    if (method === 'create') {
      names.add(name);
    } else {
      otherMethods.push(method!);
    }
  }
  const [name] = names;
  if (names.size === 0 && otherMethods.length > 0) {
    throw new NotUnderstood(
      `NestFactory.${otherMethods[0]}() starts no HTTP server, so ExpvarModule needs its own port`,
      'ExpvarModule.forRoot({ server: { port: 9100 } })',
    );
  }
  if (names.size !== 1 || name === undefined) {
    throw new NotUnderstood(
      'it does not call NestFactory.create() with the class of one module',
    );
  }
  return name;
}

/** Finds the import of a name. */
function findImport(
  text: string,
  name: string,
): { className: string; specifier: string } | undefined {
  for (const { clause, specifier } of importsOf(text)) {
    for (const binding of clause.split(/[{},]/)) {
      const [className, , alias = className] = binding.trim().split(/\s+/);
      if (alias === name) {
        return { className: className!, specifier };
      }
    }
  }
  return undefined;
}

/** The file of a specifier, relative to the importing file or to the root. */
function resolve(
  tree: Tree,
  importer: string,
  specifier: string,
): string | undefined {
  const base = specifier.startsWith('.')
    ? posix.join(posix.dirname(importer), specifier)
    : specifier;
  return [
    base.replace(/\.([cm]?)js$/, '.$1ts'),
    `${base}.ts`,
    `${base}/index.ts`,
  ].find((file) => /\.[cm]?ts$/.test(file) && tree.read(file) !== null);
}
