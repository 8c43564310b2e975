/**
 * The key under which the map of an instrumented method has a function that
 * resets the metrics. Registered, because `nestjs-expvar/testing` has a copy.
 */
export const RESET = Symbol.for('nestjs-expvar:reset');

/** A map of the metrics of an instrumented method, seen as what may be reset. */
export interface Resettable {
  readonly [RESET]?: () => void;
}
