import type { CountedCollections } from '../process/gc-recorder.js';
import type { NodeGroupName } from '../process/node/node-group-collectors.js';
import {
  arrayOf,
  type Check,
  type Checked,
  oneOf,
  optional,
  switchOr,
  text,
  windowFrom,
  withDefault,
} from '../support/checks.js';

/** The options for the variables that describe the process. */
export interface RuntimeOptions {
  /**
   * The name that clients show for the process instead of `node`. It replaces
   * the program in `cmdline`, because expvarmon and others show the last part
   * of that path.
   *
   * @default the path of Node
   * @example 'quotes'
   */
  readonly name?: string;

  /**
   * The command line, as Go publishes it.
   *
   * - `true`: the values of names that mark a secret are masked, such as
   *   `--password`;
   * - `'full'`: unchanged;
   * - `false`: not published;
   * - a function of `process.argv` that returns at least one string.
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

  /** The map `node`: figures that Node reports about the process, in addition to `memstats`.
   *
   * @default true
   */
  readonly node?: boolean | NodeVarsOptions;
}

/**
 * Returns the command line to publish: at least one string.
 *
 * @param argv a copy of `process.argv`
 * @example (argv) => argv.slice(0, 2)
 */
export type CmdlineFilter = (argv: readonly string[]) => readonly string[];

export interface MemStatsOptions {
  /**
   * Selects the garbage collections for `NumGC`, `PauseNs` and the other
   * figures of collections. `'major'` counts only major ones, which correspond
   * to Go's and are rare. `'all'` includes minor ones, which are most of the
   * pauses. `PauseNs` has the last 256 pauses; a busy process may have more
   * between two scrapes.
   *
   * @default 'all'
   */
  readonly collections?: CountedCollections;
}

export interface NodeVarsOptions {
  /**
   * The groups to publish.
   *
   * @default all
   * @example ['cpu', 'eventLoop', 'memory']
   */
  readonly groups?: readonly NodeGroupName[];

  /**
   * The time that utilizations and the delay of the event loop cover, in
   * seconds from 1 to 3600. They cover one to two times that time.
   *
   * @default 10
   */
  readonly window?: number;
}

/** A name is not blank and has no character with a meaning in a path. */
const NAME = /^(?=.*\S)[^/\\\p{Cc}]+$/u;

const cmdline: Check<NonNullable<RuntimeOptions['cmdline']>> = (
  value,
  option,
) =>
  typeof value === 'boolean' || value === 'full' || typeof value === 'function'
    ? (value as boolean | 'full' | CmdlineFilter)
    : option.rejectValue("true, 'full', false or a function", value);

const GROUPS = {
  cpu: true,
  eventLoop: true,
  fds: true,
  gc: true,
  heap: true,
  memory: true,
  resources: true,
  threads: true,
  versions: true,
  workers: true,
} satisfies Record<NodeGroupName, true>;

const GROUP_NAMES = Object.keys(GROUPS) as NodeGroupName[];

const groupList = arrayOf(
  `an array of ${GROUP_NAMES.join(', ')}`,
  oneOf(GROUP_NAMES),
);

const groups: Check<readonly NodeGroupName[]> = (value, option) => [
  ...new Set(groupList(value, option)),
];

const NODE_CHECKS = {
  groups: withDefault<readonly NodeGroupName[]>(GROUP_NAMES, groups),
  window: withDefault(10, windowFrom(1)),
} satisfies Record<keyof NodeVarsOptions, Check<unknown>>;

const MEMSTATS_CHECKS = {
  collections: withDefault<CountedCollections>('all', oneOf(['all', 'major'])),
} satisfies Record<keyof MemStatsOptions, Check<unknown>>;

export const PROCESS_CHECKS = {
  name: optional(
    text("a name such as 'quotes', without slashes and line breaks", NAME),
  ),
  cmdline: withDefault<NonNullable<RuntimeOptions['cmdline']>>(true, cmdline),
  memstats: switchOr(true, MEMSTATS_CHECKS),
  node: switchOr(true, NODE_CHECKS),
} satisfies Record<keyof RuntimeOptions, Check<unknown>>;

export type ResolvedProcessOptions = Checked<typeof PROCESS_CHECKS>;
