import type { Histogram } from 'node:perf_hooks';
import { gauge, type MembersMeta, type VarMeta } from '../../vars/var-meta.js';
import { seconds } from './seconds.js';

/**
 * Measures how long the iterations of the event loop take, without the time
 * that it waits for events. An event waits at most that long for the event
 * before it.
 *
 * Two histograms record the same values and are reset in turn. The older one,
 * which is read, holds one to two windows, so that no reader resets anything.
 */
export abstract class LoopDelay<H extends Histogram = Histogram> {
  static readonly meta: VarMeta = {
    description:
      'Duration of iterations of the event loop over the last one to two windows',
    members: {
      mode: {
        description:
          "How iterations are measured: 'samplePerIteration' by Node, 'immediate' by this package",
      },
      resolution: gauge('s', 'Always 0: each iteration is measured'),
      count: gauge('{iteration}', 'Iterations measured'),
      min: gauge('s', 'Shortest iteration', 'nodejs_eventloop_lag_min_seconds'),
      max: gauge('s', 'Longest iteration', 'nodejs_eventloop_lag_max_seconds'),
      p50: gauge('s', '50th percentile', 'nodejs_eventloop_lag_p50_seconds'),
      p90: gauge('s', '90th percentile', 'nodejs_eventloop_lag_p90_seconds'),
      p99: gauge('s', '99th percentile', 'nodejs_eventloop_lag_p99_seconds'),
    } satisfies MembersMeta<ReturnType<LoopDelay['read']>>,
  };

  /** Names the way of measuring in the document. */
  abstract readonly mode: string;

  /** @param histograms the first one is read first */
  protected constructor(protected histograms: readonly [H, H]) {}

  abstract stop(): void;

  /** Returns the longest iteration since the last call, in seconds. */
  abstract takeMax(): number;

  /** Called at the end of each window. */
  rotate(): void {
    const [older, newer] = this.histograms;
    older.reset();
    this.histograms = [newer, older];
  }

  /** Reads the delays in seconds; they are 0 without any sample. */
  read() {
    const [histogram] = this.histograms;
    const { count, max } = histogram;
    // An empty histogram has a minimum of 2^63 and percentiles of half a µs.
    const inSeconds = (nanoseconds: number) =>
      count === 0 ? 0 : seconds(Math.min(nanoseconds, max));
    return {
      mode: this.mode,
      resolution: 0,
      count,
      min: inSeconds(histogram.min),
      max: inSeconds(max),
      p50: inSeconds(histogram.percentile(50)),
      p90: inSeconds(histogram.percentile(90)),
      p99: inSeconds(histogram.percentile(99)),
    };
  }
}
