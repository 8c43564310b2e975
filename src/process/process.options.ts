import { messages } from '../expvar.messages.js';
import type { CountedCollections } from './gc-recorder.js';
import {
  NODE_GROUP_COLLECTORS as NODE_GROUPS,
  type NodeGroupName,
} from './node/node-group-collectors.js';
import { redactArgs } from './redact-args.js';

/** The options for what the module publishes of the process. */
export interface RuntimeOptions {
  /**
   * The name that clients show for the process in place of `node`: it takes
   * the place of the program in `cmdline`, whose last part of a path is what
   * expvarmon and others show.
   */
  readonly name?: string;

  /**
   * The command line, as Go publishes it.
   *
   * - `true`: with secrets masked where their names tell;
   * - `'full'`: as it is;
   * - `false`: not at all;
   * - a function: what it makes of `process.argv`, at least one string.
   *
   * @default true
   */
  readonly cmdline?: boolean | 'full' | CmdlineFilter;

  /**
   * Memory and garbage collection in the form of Go's `runtime.MemStats`.
   *
   * @default true
   */
  readonly memstats?: boolean | MemStatsOptions;

  /**
   * The map `node`: what Node tells of the process besides.
   *
   * @default true
   */
  readonly node?: boolean | NodeVarsOptions;
}

export type CmdlineFilter = (argv: readonly string[]) => readonly string[];

export interface MemStatsOptions {
  /**
   * Which garbage collections are counted in NumGC and the other figures of
   * collections: `'major'` ones are what Go's are, and few; `'all'` has the
   * minor ones too, which are most of the pauses. Go's ring of pauses holds the
   * last 256, and a busy process may have more minor ones between two scrapes.
   *
   * @default 'all'
   */
  readonly collections?: CountedCollections;
}

export interface NodeVarsOptions {
  /**
   * Which groups are published.
   *
   * @default all
   */
  readonly groups?: readonly NodeGroupName[];

  /**
   * How far utilizations and the event loop's delay look back: one to two times
   * that, in milliseconds from 1000 to 3600000.
   *
   * @default 10000
   */
  readonly window?: number;
}

/** The options checked, with defaults. */
export interface ResolvedRuntimeOptions {
  /** Undefined where it is off, as the others. */
  readonly cmdline: readonly string[] | undefined;
  readonly memstats: Required<MemStatsOptions> | undefined;
  readonly node: Required<NodeVarsOptions> | undefined;
}

/** The token of {@link ResolvedRuntimeOptions}. */
export const RUNTIME_OPTIONS = Symbol('RUNTIME_OPTIONS');

/** Of more than spaces, and without what has another meaning in a path. */
const NAME = /^(?=.*\S)[^/\\\p{Cc}]+$/u;

const DEFAULT_WINDOW_MS = 10_000;
const MIN_WINDOW_MS = 1000;
const MAX_WINDOW_MS = 3_600_000;

/** @throws Error that names the option and what it may be */
export function resolveRuntimeOptions(
  options: RuntimeOptions,
): ResolvedRuntimeOptions {
  return {
    cmdline: resolveCmdline(options.cmdline, options.name),
    memstats: resolveMemStats(options.memstats),
    node: resolveNode(options.node),
  };
}

function resolveCmdline(
  cmdline: RuntimeOptions['cmdline'] = true,
  name: string | undefined,
): readonly string[] | undefined {
  if (name !== undefined && (typeof name !== 'string' || !NAME.test(name))) {
    throw badOption(
      'name',
      "it must be a name such as 'quotes', without slashes and line breaks",
    );
  }
  const args = argsOf(cmdline);
  if (name === undefined) {
    return args;
  }
  if (args === undefined) {
    throw badOption(
      'name',
      'clients read it from cmdline, which is off; leave one of the two out',
    );
  }
  return [name, ...args.slice(1)];
}

function argsOf(
  cmdline: NonNullable<RuntimeOptions['cmdline']>,
): readonly string[] | undefined {
  switch (cmdline) {
    case false:
      return undefined;
    case true:
      return redactArgs(process.argv);
    case 'full':
      return [...process.argv];
  }
  if (typeof cmdline !== 'function') {
    throw badOption('cmdline', "it must be true, 'full', false or a function");
  }
  const args: unknown = cmdline([...process.argv]);
  if (
    !Array.isArray(args) ||
    args.length === 0 ||
    !Array.from(args).every((argument) => typeof argument === 'string')
  ) {
    throw badOption(
      'cmdline',
      'its function must return at least one string; clients fail on anything else',
    );
  }
  return [...args];
}

function resolveMemStats(
  option: RuntimeOptions['memstats'] = true,
): ResolvedRuntimeOptions['memstats'] {
  const settings = settingsOf('memstats', option, ['collections']);
  if (settings === undefined) {
    return undefined;
  }
  const { collections = 'all' } = settings;
  if (collections !== 'all' && collections !== 'major') {
    throw badOption('memstats.collections', "it must be 'all' or 'major'");
  }
  return { collections };
}

function resolveNode(
  option: RuntimeOptions['node'] = true,
): ResolvedRuntimeOptions['node'] {
  const settings = settingsOf('node', option, ['groups', 'window']);
  if (settings === undefined) {
    return undefined;
  }
  const known = Object.keys(NODE_GROUPS) as NodeGroupName[];
  const { groups = known, window = DEFAULT_WINDOW_MS } = settings;
  if (
    !Array.isArray(groups) ||
    !groups.every((group: NodeGroupName) => known.includes(group))
  ) {
    throw badOption(
      'node.groups',
      `it must be an array of ${known.map((group) => `'${group}'`).join(', ')}`,
    );
  }
  if (!(
    typeof window === 'number' &&
    window >= MIN_WINDOW_MS &&
    window <= MAX_WINDOW_MS
  )) {
    throw badOption(
      'node.window',
      `it must be ${MIN_WINDOW_MS} to ${MAX_WINDOW_MS} milliseconds`,
    );
  }
  return { groups: [...new Set(groups)], window };
}

/** What is configured: undefined where it is off, nothing where it is on. */
function settingsOf<T extends object>(
  name: string,
  option: boolean | T,
  known: readonly string[],
): Partial<T> | undefined {
  if (typeof option === 'boolean') {
    return option ? {} : undefined;
  }
  if (typeof option !== 'object' || option === null || Array.isArray(option)) {
    throw badOption(name, `it must be true, false or { ${known.join(', ')} }`);
  }
  const unknown = Object.keys(option).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw badOption(
      name,
      `it has no member ${JSON.stringify(unknown)}; its members are ${known.join(', ')}`,
    );
  }
  return option;
}

function badOption(option: string, why: string): Error {
  return new Error(messages.badOption(option, why));
}
