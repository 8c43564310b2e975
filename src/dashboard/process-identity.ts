import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import type { ProcessIdentity } from './protocol.js';

/** Programs that are called so do not say what they are. */
const PLAIN_NAMES: ReadonlySet<string> = new Set([
  'app',
  'index',
  'main',
  'server',
  'start',
]);

/** Nor do folders that are called so. */
const PLAIN_FOLDERS: ReadonlySet<string> = new Set([
  'build',
  'dist',
  'lib',
  'out',
  'src',
]);

/** @param cmdline as it is published; undefined where it is not */
export function processIdentity(
  cmdline: readonly string[] = [],
): ProcessIdentity {
  return {
    id: randomUUID(),
    app: appName(cmdline),
    host: hostname(),
    pid: process.pid,
    node: process.versions.node,
    startedAt: Math.round(performance.timeOrigin),
  };
}

/** What the option `name` says; without it the program's name, or its folder's. */
function appName([program = 'node', script]: readonly string[]): string {
  if (program !== process.argv[0] || script === undefined) {
    return path.basename(program);
  }
  const { dir, name } = path.parse(script);
  const folder = dir
    .split(/[/\\]/)
    .findLast((each) => each !== '' && !PLAIN_FOLDERS.has(each));
  return PLAIN_NAMES.has(name) ? (folder ?? name) : name;
}
