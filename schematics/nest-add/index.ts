// The schematic that `nest add nestjs-expvar` runs. It needs no package: a parser
// would be a dependency of every application that installs the library.
import { posix } from 'node:path';
import { addToModule, hasForRoot } from './add-to-module.js';
import { type Directory, readText, type Tree } from './tree.js';
import { findRootModule } from './find-root-module.js';
import { NotUnderstood } from './source-text.js';

/** The part of the SchematicContext of @angular-devkit/schematics that is used here. */
export interface Context {
  readonly logger: { info(message: string): void; warn(message: string): void };
}

export interface Options {
  /** The folder of `main.ts`; the CLI takes it from nest-cli.json. */
  readonly sourceRoot?: string;
}

const IGNORED_FILES = /\.d\.[cm]?ts$|\.(?:spec|test)\.[cm]?ts$/;
const IGNORED_FOLDERS = new Set(['dist', 'node_modules']);

/**
 * Adds `ExpvarModule.forRoot()` to the module that `main.ts` starts. A second run
 * changes nothing. What it does not understand it leaves as it is, and prints
 * what to write by hand.
 */
export function nestAdd({ sourceRoot = 'src' }: Options = {}) {
  return (tree: Tree, { logger }: Context): void => {
    const registered = findRegistration(tree, tree.getDir(sourceRoot));
    if (registered !== undefined) {
      logger.info(
        `nestjs-expvar: ${registered} has ExpvarModule.forRoot() already; nothing to do.`,
      );
      return;
    }
    let file = posix.join(sourceRoot, 'main.ts');
    try {
      const root = findRootModule(tree, file);
      file = root.file;
      const text = readText(tree, file)!;
      tree.overwrite(file, addToModule(text, root.className));
      logger.info(
        `nestjs-expvar: added ExpvarModule.forRoot() to ${root.className}. The application serves /debug/vars and the dashboard /debug/vars/ui to this machine.`,
      );
    } catch (error) {
      if (!(error instanceof NotUnderstood)) {
        throw error;
      }
      logger.warn(byHand(file, error));
    }
  };
}

/** The file of a folder that registers ExpvarModule, in any of its modules. */
function findRegistration(tree: Tree, folder: Directory): string | undefined {
  for (const name of folder.subfiles) {
    const path = posix.join(folder.path, name);
    if (/\.[cm]?ts$/.test(name) && !IGNORED_FILES.test(name)) {
      const text = readText(tree, path)!;
      if (text.includes('ExpvarModule') && hasForRoot(text)) {
        return path.slice(1);
      }
    }
  }
  for (const name of folder.subdirs) {
    if (!IGNORED_FOLDERS.has(name)) {
      const found = findRegistration(tree, folder.dir(name));
      if (found !== undefined) {
        return found;
      }
    }
  }
  return undefined;
}

function byHand(file: string, { reason, call }: NotUnderstood): string {
  return `nestjs-expvar: nothing was changed, because nest add does not understand ${file}: ${reason}. Add this to the root module by hand:

  import { ExpvarModule } from 'nestjs-expvar';

  @Module({
    imports: [${call}],
  })
`;
}
