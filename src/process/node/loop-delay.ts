import type { Histogram } from 'node:perf_hooks';
import { seconds } from './seconds.js';

/**
 * How long the iterations of the event loop take, without the time that it
 * waits for events: so long at most an event waits for the one before it.
 *
 * Two histograms are filled alike and reset in turns. The older of them, which
 * is read, holds one to two windows, and no reader resets anything.
 */
export abstract class LoopDelay<H extends Histogram = Histogram> {
  /** What takes the samples. */
  abstract readonly mode: string;

  /** @param histograms the one to be read first */
  protected constructor(protected histograms: readonly [H, H]) {}

  abstract stop(): void;

  /** To be called at the end of each window. */
  rotate(): void {
    const [older, newer] = this.histograms;
    older.reset();
    this.histograms = [newer, older];
  }

  /** In seconds; zeros where there is no sample. */
  read() {
    const [histogram] = this.histograms;
    const { count } = histogram;
    // An empty histogram has a minimum of 2^63 and percentiles of half a µs.
    const of = (nanoseconds: number) =>
      count === 0 ? 0 : seconds(Math.min(nanoseconds, histogram.max));
    return {
      mode: this.mode,
      // Each iteration is measured by itself, and not by a timer's ticks.
      resolution: 0,
      count,
      min: of(histogram.min),
      max: of(histogram.max),
      p50: of(histogram.percentile(50)),
      p90: of(histogram.percentile(90)),
      p99: of(histogram.percentile(99)),
    };
  }
}
