// What passes between the server and the page; the page imports these types.

import type { VarKind } from '../vars/var-meta.js';
import type { VarType } from '../vars/var-types.js';

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export interface ProcessIdentity {
  /** Of one start of an application: another one is another process. */
  readonly id: string;
  readonly app: string;
  readonly host: string;
  readonly pid: number;
  /** Node's version. */
  readonly node: string;
  /** In milliseconds since the epoch, as all times are. */
  readonly startedAt: number;
}

/**
 * - `cpu`: CPUs in use, 1 of them being one that is busy all the time;
 * - `rss`, `heapUsed`, `heapTotal`, `external`: bytes;
 * - `loopDelay`, `loopDelayMax`: the 99th percentile and the greatest of the
 *   last 10 to 20 seconds, in seconds;
 * - `loopUtilization`: from 0 to 1;
 * - `gcCount`, `gcTime`: collections, and their seconds, since the last sample.
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

/** A value that is not known is null. */
export type Sample = number | null;

/** A long string or array: the beginning of its JSON, and how long that is. */
export interface Cut {
  readonly cut: string;
  readonly length: number;
}

/**
 * A leaf of the document: anything but an object with members, which is a
 * branch, and whose leaves have longer paths. Where the value is such an object
 * all the same, it is a {@link Cut}.
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
}

/** The path leads to a value, or to an object or map around one. */
export type MetaEntry = readonly [path: readonly string[], meta: Meta];

export interface Failure {
  readonly path: readonly string[];
  readonly reason: string;
  readonly at: number;
  readonly count: number;
}

/** All that is known now. */
export interface State {
  readonly process: ProcessIdentity;
  /** The number of the last sample; each is one more than the one before. */
  readonly tick: number;
  readonly at: number;
  readonly intervalMs: number;
  /** False where nothing was sampled before somebody watched. */
  readonly history: boolean;
  readonly heapLimit: Sample;
  readonly cpus: Sample;
  /** The newest comes last, and is that of `tick`. */
  readonly runtime: {
    readonly at: readonly number[];
    readonly series: Readonly<Record<RuntimeSeries, readonly Sample[]>>;
  };
  readonly variables: readonly Variable[];
  readonly metas: readonly MetaEntry[];
  /** Of variables that failed in this sample. */
  readonly failures: readonly Failure[];
  /** How many variables there are beyond those that are shown. */
  readonly omitted: number;
}

/** What a sample has that the one before had not. */
export interface Frame {
  readonly tick: number;
  readonly at: number;
  /** In the order of {@link RUNTIME_SERIES}. */
  readonly runtime: readonly Sample[];
  /** An id and its value, in turns. */
  readonly values: readonly JsonValue[];
  readonly added?: readonly Variable[];
  readonly removed?: readonly number[];
  readonly metas?: readonly MetaEntry[];
  /** All of them, where another one fails, or fails otherwise. */
  readonly failures?: readonly Failure[];
  /** Else, how often those known have failed by now, in their order. */
  readonly failureCounts?: readonly number[];
  readonly omitted?: number;
}

/** The frames since one, or `reset` where those are not kept any more. */
export type PollAnswer = { readonly process: ProcessIdentity } & (
  { readonly frames: readonly Frame[] } | { readonly reset: true }
);

/** The newest sample comes last, and is that of `tick`. */
export interface HistoryAnswer {
  readonly tick: number;
  readonly at: readonly number[];
  /** By id. */
  readonly series: Readonly<Record<string, readonly Sample[]>>;
}
