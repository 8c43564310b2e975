// The types of the data that the server sends to the page. Both import them.
// Times are in milliseconds since 1970.

import type { VarKind, VarLimits } from '../vars/var-meta.js';
import type { VarType } from '../vars/var-types.js';

export {
  type LimitLevel,
  reachedLimit,
  type VarLimits,
} from '../vars/var-meta.js';

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export interface ProcessIdentity {
  /** Unique for each start of an application. */
  readonly id: string;
  readonly app: string;
  readonly host: string;
  readonly pid: number;
  /** The version of Node. */
  readonly node: string;
  readonly startedAt: number;
}

/**
 * - `cpu`: CPUs in use; 1 is one CPU that is always busy
 * - `rss`, `heapUsed`, `heapTotal`, `external`: bytes
 * - `loopDelay`, `loopDelayMax`: the 99th percentile and the maximum of the
 *   last 10 to 20 seconds, in seconds
 * - `loopUtilization`: from 0 to 1
 * - `gcCount`, `gcTime`: garbage collections since the previous sample, and
 *   their duration in seconds
 */
export const RUNTIME_SERIES = [
  'cpu',
  'rss',
  'heapUsed',
  'heapTotal',
  'external',
  'loopDelay',
  'loopDelayMax',
  'loopUtilization',
  'gcCount',
  'gcTime',
] as const;

export type RuntimeSeries = (typeof RUNTIME_SERIES)[number];

/** One number of a series; null if it is unknown. */
export type Sample = number | null;

/** The beginning of the JSON of a long string or array. */
export interface Truncated {
  readonly truncated: string;
  /** The length of the complete JSON. */
  readonly length: number;
}

/**
 * A value of the document that has no members of its own. An object with
 * members has a variable for each of them. A value that is too long is {@link
 * Truncated}.
 */
export type Variable = readonly [
  id: number,
  path: readonly string[],
  value: JsonValue,
];

export interface Meta {
  /** Absent for a member of an object that is not a variable itself. */
  readonly type?: VarType | 'null';
  readonly kind?: VarKind;
  readonly unit?: string;
  readonly description?: string;
  readonly source?: string;
  readonly limits?: VarLimits;
}

/** The path leads to a value, or to an object or map around one. */
export type MetaEntry = readonly [path: readonly string[], meta: Meta];

export interface Failure {
  readonly path: readonly string[];
  readonly reason: string;
  /** The time of the last failure. */
  readonly at: number;
  readonly count: number;
}

/** Everything that the page shows, at one sample. */
export interface State {
  readonly process: ProcessIdentity;
  /** The number of the sample. The next sample has the next number. */
  readonly tick: number;
  readonly at: number;
  readonly intervalMs: number;
  /** False if the process takes samples only while somebody watches. */
  readonly history: boolean;
  readonly heapLimit: Sample;
  readonly cpus: Sample;
  /** The samples up to `tick`, the oldest first. */
  readonly runtime: {
    readonly at: readonly number[];
    readonly series: Readonly<Record<RuntimeSeries, readonly Sample[]>>;
  };
  readonly variables: readonly Variable[];
  readonly metadata: readonly MetaEntry[];
  /** The variables that failed in this sample. */
  readonly failures: readonly Failure[];
  /** The number of variables beyond the limit. */
  readonly omitted: number;
}

/** The changes since the previous sample. */
export interface Frame {
  readonly tick: number;
  readonly at: number;
  /** The samples in the order of {@link RUNTIME_SERIES}. */
  readonly runtime: readonly Sample[];
  /** Pairs of an id and its new value, one after the other. */
  readonly values: readonly JsonValue[];
  readonly added?: readonly Variable[];
  readonly removed?: readonly number[];
  readonly metadata?: readonly MetaEntry[];
  /**
   * All failures; only present if they differ from those of the previous
   * sample.
   */
  readonly failures?: readonly Failure[];
  /** The new counts of the known failures, in their order. */
  readonly failureCounts?: readonly number[];
  readonly omitted?: number;
}

/** The frames after a tick, or `reset` if some of them are no longer stored. */
export type PollResponse = { readonly process: ProcessIdentity } & (
  { readonly frames: readonly Frame[] } | { readonly reset: true }
);

/** The samples up to `tick`, the oldest first. */
export interface HistoryResponse {
  readonly tick: number;
  readonly at: readonly number[];
  /** Keys are the ids of variables. */
  readonly series: Readonly<Record<string, readonly Sample[]>>;
}
