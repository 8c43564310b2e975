import type { RecordedBuckets } from './bucket-counts.js';

/**
 * The key under which a map has a function that returns the routes or methods
 * whose calls it measures, each with the keys that lead to it from the map.
 */
export const MEASURED_CALLS = Symbol.for('nestjs-expvar:measured-calls');

/** A map that measures calls, or that has such maps as members. */
export interface MeasuresCalls {
  [MEASURED_CALLS](): Iterable<
    readonly [keys: readonly string[], calls: MeasuredCalls]
  >;
}

/** The requests of a route, or the calls of a method. */
export interface MeasuredCalls {
  readonly kind: 'route' | 'method';
  /** The unit of `latency`; undefined if it is not measured. */
  readonly unit: 's' | 'ms' | 'us' | undefined;
  /** Returns what has been counted so far. */
  readCalls(): CallCounts;
}

export interface CallCounts {
  /** Changes when the counts are reset to 0. */
  readonly resets: number;
  /** Requests that were answered, or calls. */
  readonly count: number;
  /** Requests that were answered with a status from 500 on, or failed calls. */
  readonly errors: number;
  /** Requests that were answered with 4xx; 0 for a method. */
  readonly clientErrors: number;
  readonly aborted: number;
  /** The bytes sent to the clients of a route; 0 for a method. */
  readonly bytes: number;
  readonly latency: RecordedBuckets | undefined;
}

export function measuresCalls(variable: unknown): variable is MeasuresCalls {
  try {
    return (
      typeof variable === 'object' &&
      variable !== null &&
      Object.hasOwn(variable, MEASURED_CALLS)
    );
  } catch {
    return false; // It is a Proxy that throws.
  }
}
