// The data that the server sends to the page. Both import this folder, which
// uses neither the DOM nor Node.
//
// `wall` is in milliseconds since 1970, and serves labels only. `mono` is in
// milliseconds of the server's monotonic clock, for rates, gaps and axes.

import type { VarKind, VarLimits } from '../../vars/var-meta.js';
import type { VarType } from '../../vars/var-types.js';

export {
  type LimitLevel,
  reachedLimit,
  type VarKind,
  type VarLimits,
} from '../../vars/var-meta.js';
export { bucketBounds } from '../../vars/bucket-bounds.js';
export type { VarType } from '../../vars/var-types.js';

/** A decoder refuses messages of another version. */
export const PROTOCOL_VERSION = 2;

/** Ten minutes of samples at one per second. */
export const HISTORY_LENGTH = 600;

/** The most ids in one request for `ui/history`. */
export const MAX_HISTORIES = 100;

/** The most nodes, also in a file: 20,500, and the members of opened objects. */
export const MAX_NODES = 40_000;

/** The most intervals: ten minutes of them. */
export const MAX_INTERVALS = 60;

export const MAX_EVENTS = 500;

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
 * - `heapAfterGc`: the bytes that the last full collection has left
 * - `loopDelay`: the 99th percentile of the last 10 to 20 seconds, in seconds
 * - `loopDelayMax`: the maximum since the previous sample, in seconds
 * - `loopUtilization`: from 0 to 1
 * - `gcCount`, `gcTime`: garbage collections since the previous sample, and
 *   their duration in seconds
 */
export const RUNTIME_SERIES = [
  'cpu',
  'rss',
  'heapUsed',
  'heapTotal',
  'heapAfterGc',
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

/**
 * The JSON of an array, an empty object or a long string. It is truncated if it
 * is shorter than `length`, the length of the complete JSON.
 */
export interface JsonText {
  readonly json: string;
  readonly length: number;
}

/** An integer beyond 2^53 is a bigint. */
export type Value = null | boolean | number | bigint | string | JsonText;

/** The metadata of a value, or of the map or object around values. */
export interface Meta {
  /** Absent for a member of an object that is not a variable itself. */
  readonly type?: VarType | 'null';
  readonly kind?: VarKind;
  readonly unit?: string;
  readonly description?: string;
  readonly source?: string;
  readonly limits?: VarLimits;
}

/**
 * Values, and the maps and objects around them: one node at each index of the
 * columns. The ids ascend, and a node follows its parent.
 */
export interface Nodes {
  /** An id belongs to one name for as long as the name has a value. */
  readonly ids: readonly number[];
  /** The ids of the parents; -1 at top level. */
  readonly parents: readonly number[];
  readonly keys: readonly string[];
  /** Indexes in `dict`; -1 for a node without metadata. */
  readonly meta: readonly number[];
  readonly dict: readonly Meta[];
  /** Undefined for a map or object with members. */
  readonly values: readonly (Value | undefined)[];
}

/** A variable that failed in the last sample. Its node has the value null. */
export interface Failure {
  readonly id: number;
  readonly reason: string;
  /** The wall time of the sample since which it fails. */
  readonly since: number;
}

/** A map or object some of whose members are not in the message. */
export type LazyBranch = readonly [id: number, unsentMembers: number];

/** A route of `http`, or a method with `@Timed` or `@Counted`. */
export interface IntervalSeries {
  readonly id: number;
  readonly kind: 'route' | 'method';
  /** The path of its map in the document. */
  readonly path: readonly string[];
  /** The unit of latencies; absent if there are none. */
  readonly unit?: 's' | 'ms' | 'us';
}

/** The requests or calls of a series that ended in an interval. */
export interface IntervalRow {
  /** The id of the {@link IntervalSeries}. */
  readonly id: number;
  readonly count: number;
  /** Responses with 5xx, or calls that failed. */
  readonly errors: number;
  /** Responses with 4xx. */
  readonly clientErrors: number;
  readonly aborted: number;
  /** The bytes sent to the clients of a route; 0 for a method. */
  readonly bytes: number;
  /** The sum of the latencies, in the unit of the series. */
  readonly sum: number;
  readonly max: number;
  /** Pairs of a bucket's key and its count; `bucketBounds` has its bounds. */
  readonly buckets: readonly number[];
}

/** Only series with something in the interval have a row. */
export interface Interval {
  /** The end of the interval. */
  readonly mono: number;
  readonly wall: number;
  readonly seconds: number;
  readonly rows: readonly IntervalRow[];
}

export type EventKind =
  'blocked' | 'gc' | 'failed' | 'recovered' | 'late' | 'started';

export interface ProcessEvent {
  /** Ascends by 1. */
  readonly id: number;
  readonly mono: number;
  readonly wall: number;
  readonly kind: EventKind;
  readonly seconds?: number;
  readonly path?: readonly string[];
  readonly reason?: string;
}

/** The limits that need no metadata. An absent one is switched off. */
export interface BuiltInLimits {
  /** Seconds. */
  readonly eventLoopDelay?: VarLimits;
  /** The share of the heap limit that is used after a collection. */
  readonly heap?: VarLimits;
  /** The share of all CPUs. */
  readonly cpu?: VarLimits;
  /** The share of responses with 5xx. */
  readonly serverErrors?: VarLimits;
}

/** Samples up to the one of the message, the oldest first. */
export interface RuntimeHistory {
  readonly mono: readonly number[];
  readonly wall: readonly number[];
  readonly series: Readonly<Record<RuntimeSeries, readonly Sample[]>>;
}

/** Everything that the page shows. It is the first event of a stream. */
export interface Snapshot {
  readonly process: ProcessIdentity;
  /** The number of the sample. The next sample has the next number. */
  readonly n: number;
  readonly mono: number;
  readonly wall: number;
  readonly intervalMs: number;
  /** False if the process takes samples only while somebody watches. */
  readonly history: boolean;
  /** Bytes. */
  readonly heapLimit: Sample;
  readonly cpus: Sample;
  readonly nodes: Nodes;
  readonly lazy: readonly LazyBranch[];
  readonly runtime: RuntimeHistory;
  readonly failures: readonly Failure[];
  /** The ids of values that are late results of earlier calls. */
  readonly late: readonly number[];
  readonly series: readonly IntervalSeries[];
  /** The oldest first. */
  readonly intervals: readonly Interval[];
  /** The oldest first. */
  readonly events: readonly ProcessEvent[];
  readonly limits: BuiltInLimits;
}

/** The changes since the previous sample. */
export interface Delta {
  readonly n: number;
  readonly mono: number;
  readonly wall: number;
  /** The samples in the order of {@link RUNTIME_SERIES}. */
  readonly r: readonly Sample[];
  /** Nodes to remove, with everything below them, before any other change. */
  readonly del?: readonly number[];
  readonly add?: Nodes;
  /** The ids of the values that have changed. */
  readonly i: readonly number[];
  /** Their new values. */
  readonly v: readonly Value[];
  /** The branches whose number of unsent members has changed. */
  readonly lazy?: readonly LazyBranch[];
  /** All failures, if they have changed. */
  readonly fail?: readonly Failure[];
  /** All late values, if they have changed. */
  readonly late?: readonly number[];
  /** New series. */
  readonly series?: readonly IntervalSeries[];
  readonly interval?: Interval;
  /** New events. */
  readonly events?: readonly ProcessEvent[];
}

/**
 * Why the server ends a stream:
 *
 * - `closing`: the application shuts down
 * - `replaced`: another viewer took the place
 * - `access`: the client has no access any more
 * - `slow`: the client does not read
 */
export interface Bye {
  readonly reason: 'closing' | 'replaced' | 'access' | 'slow';
}

/** The answer of `ui/poll`: what follows a sample, or everything. */
export type PollResponse =
  | { readonly snapshot: Snapshot; readonly deltas?: undefined }
  | { readonly deltas: readonly Delta[]; readonly snapshot?: undefined };

/** The answer of `ui/history`. */
export interface HistoryResponse {
  /** The number of the last sample. */
  readonly n: number;
  /** The samples of each id up to `n`, the oldest first. */
  readonly series: ReadonlyMap<number, readonly Sample[]>;
}

/** The answer of `ui/search`: names that were not sent. */
export interface SearchResponse {
  readonly paths: readonly (readonly string[])[];
  /** True if there are more than these. */
  readonly isTruncated: boolean;
}
