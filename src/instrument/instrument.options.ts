import { VAR_META_CHECKS } from '../registry/check-var-meta.js';
import {
  type Check,
  type CheckedOption,
  objectOf,
  oneOf,
  optional,
  text,
  windowFrom,
} from '../support/checks.js';
import type { VarLimits, VarMeta } from '../vars/var-meta.js';

/** The options of `@Counted`. */
export interface CountedOptions extends Pick<VarMeta, 'description'> {
  /** The whole top-level name; without it the method's, in the class's map. */
  readonly name?: string;
}

/** The options of `@Timed`. */
export interface TimedOptions extends CountedOptions {
  /**
   * The unit of `latency`: seconds, milliseconds or microseconds. Keep seconds
   * for Prometheus and OpenTelemetry, whose conventions require them.
   *
   * @default 's'
   */
  readonly unit?: LatencyUnit;

  /**
   * Adds the latency of the last seconds, in steps of a tenth of the window. A
   * number of seconds from 0.001 to 3600.
   */
  readonly window?: number;

  /**
   * Latencies that need attention, in `unit`, compared with the 99th percentile
   * of the window. They require `window`.
   *
   * @example { warning: 0.2, critical: 1 }
   */
  readonly limits?: VarLimits;
}

/** A unit of time in UCUM: seconds, milliseconds or microseconds. */
export type LatencyUnit = 's' | 'ms' | 'us';

const OPTIONS = 'an object with options';

const COUNTED_CHECKS = {
  description: VAR_META_CHECKS.description,
  // The registry checks the name when it publishes the method.
  name: optional(text("a name such as 'orders'")),
} satisfies Record<keyof CountedOptions, Check<unknown>>;

const TIMED_CHECKS = {
  ...COUNTED_CHECKS,
  unit: optional(oneOf(['s', 'ms', 'us'])),
  window: optional(windowFrom(0.001)),
  limits: VAR_META_CHECKS.limits,
} satisfies Record<keyof TimedOptions, Check<unknown>>;

export function checkCountedOptions(
  options: CountedOptions,
  option: CheckedOption,
): void {
  objectOf(OPTIONS, COUNTED_CHECKS)(options, option);
}

export function checkTimedOptions(
  options: TimedOptions,
  option: CheckedOption,
): void {
  objectOf(OPTIONS, TIMED_CHECKS)(options, option);
  if (options.limits !== undefined && options.window === undefined) {
    option
      .member('limits')
      .reject(
        'they are for the p99 of the window; set window too, such as window: 60',
      );
  }
}
