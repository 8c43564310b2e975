import { checkTimedOptions, type TimedOptions } from './instrument.options.js';
import { instrument } from './instrument.js';
import { timedMethod } from './timed-method.js';
import { latencyMeta, METHOD_META, MethodMetrics } from './method-metrics.js';

/**
 * Counts the calls of a method as {@link Counted} does, and measures how long
 * they take: `latency`, a {@link HistogramVar}, in seconds unless `unit` says
 * otherwise. An Observable takes from its subscription until its end, a generator
 * from its first step until its last.
 *
 * @throws as {@link Counted}
 * @example
 * @Timed({ window: 60, limits: { warning: 0.2, critical: 1 } })
 * async place(order: Order): Promise<void> { … }
 */
export function Timed(options: TimedOptions = {}): MethodDecorator {
  // `instrument` reports options that are null.
  const { unit = 's', window, limits }: TimedOptions = options ?? {};
  return instrument(options, {
    decorator: 'Timed',
    check: (option) => checkTimedOptions(options, option),
    wrap: timedMethod,
    members: { ...METHOD_META, latency: latencyMeta(unit, limits) },
    createMetrics: () => new MethodMetrics({ unit, window }),
  });
}
