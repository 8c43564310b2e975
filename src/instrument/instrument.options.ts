import type { VarLimits, VarMeta } from '../vars/var-meta.js';

/** The options of `@Counted`. */
export interface CountedOptions extends Pick<VarMeta, 'description'> {
  /** The whole top-level name; without it the method's, in the class's map. */
  readonly name?: string;
}

/** The options of `@Timed`. */
export interface TimedOptions extends CountedOptions {
  /**
   * Shows the latency of the last so many seconds, to a tenth of them, beside
   * that of all calls.
   */
  readonly window?: number;

  /**
   * Latencies that need attention, in seconds, compared with the 99th percentile
   * of the window. They require `window`.
   *
   * @example { warning: 0.2, critical: 1 }
   */
  readonly limits?: VarLimits;
}
