import type { TimedOptions } from './instrument.options.js';
import { instrument } from './instrument.js';
import { timedMethod } from './timed-method.js';
import { LATENCY_META, METHOD_META, MethodMetrics } from './method-metrics.js';

/**
 * Counts the calls of a method as {@link Counted} does, and measures how long
 * they take, in seconds: `latency`, a {@link HistogramVar}. An Observable takes
 * from its subscription until its end, a generator from its first step until
 * its last.
 *
 * @throws as {@link Counted}; TypeError for a window that is not a positive
 * number of seconds, or limits without a window
 * @example
 * @Timed({ window: 60, limits: { warning: 0.2, critical: 1 } })
 * async place(order: Order): Promise<void> { … }
 */
export function Timed(options: TimedOptions = {}): MethodDecorator {
  // `instrument` reports options that are null.
  const { window, limits }: TimedOptions = options ?? {};
  return instrument(options, {
    decorator: 'Timed',
    wrap: timedMethod,
    members: {
      ...METHOD_META,
      latency: { ...LATENCY_META, ...(limits !== undefined && { limits }) },
    },
    createMetrics: (where) => {
      if (limits !== undefined && window === undefined) {
        throw new TypeError(
          `@Timed on ${where}: limits are for the p99 of the window; set window too, such as window: 60`,
        );
      }
      try {
        return new MethodMetrics(window === undefined ? {} : { window });
      } catch {
        throw new TypeError(
          `@Timed on ${where}: window must be a number of seconds, 0.001 or more`,
        );
      }
    },
  });
}
