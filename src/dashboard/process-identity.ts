import { hostname } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import type { ProcessIdentity } from './protocol/types.js';

/** Script names that do not tell applications apart. */
const GENERIC_NAMES: ReadonlySet<string> = new Set([
  'app',
  'index',
  'main',
  'server',
  'start',
]);

/** Folder names that do not tell applications apart. */
const GENERIC_FOLDERS: ReadonlySet<string> = new Set([
  'build',
  'dist',
  'lib',
  'out',
  'src',
]);

/**
 * @param id of the start of the application
 * @param cmdline the published command line; empty if it is not published
 */
export function processIdentity(
  id: string,
  cmdline: readonly string[] = [],
): ProcessIdentity {
  return {
    id,
    app: appName(cmdline),
    host: hostname(),
    pid: process.pid,
    node: process.versions.node,
    startedAt: Math.round(performance.timeOrigin),
  };
}

/**
 * Returns the option `name`, which is the first argument of the published
 * command line. Without it, returns the name of the script or of its folder.
 */
function appName([program = 'node', script]: readonly string[]): string {
  if (program !== process.argv[0] || script === undefined) {
    return path.basename(program);
  }
  const { dir, name } = path.parse(script);
  const folder = dir
    .split(/[/\\]/)
    .findLast((each) => each !== '' && !GENERIC_FOLDERS.has(each));
  return GENERIC_NAMES.has(name) ? (folder ?? name) : name;
}
