import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { clearImmediate, setImmediate } from 'node:timers';
import type { MaxWatch } from './loop-delay.js';
import { seconds } from './seconds.js';

/** Node's monitor of the event loop, with a sample in every iteration. */
export class LoopMonitor implements MaxWatch {
  readonly histogram: IntervalHistogram;
  private immediate: NodeJS.Immediate;

  constructor() {
    const options: object = { samplePerIteration: true };
    this.histogram = monitorEventLoopDelay(options);
    this.histogram.enable();
    // The first sample includes the time that the event loop waited.
    this.immediate = setImmediate(() => {
      this.immediate = setImmediate(() => this.histogram.reset()).unref();
    }).unref();
  }

  readMax(): number {
    const { count, max } = this.histogram;
    this.histogram.reset();
    return count === 0 ? 0 : seconds(max);
  }

  stop(): void {
    clearImmediate(this.immediate);
    this.histogram.disable();
  }
}
