import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { clearImmediate, setImmediate } from 'node:timers';
import { LoopDelay } from './loop-delay.js';

/** Samples by Node itself in every iteration, from 24.19 and 26.5 on. */
export class NativeLoopDelay extends LoopDelay<IntervalHistogram> {
  readonly mode = 'samplePerIteration';

  private immediate: NodeJS.Immediate;

  /** Whether this Node has it: older ones do not look at the option. */
  static isSupported(): boolean {
    let isLookedAt = false;
    const options = {
      resolution: 0, // Refused, so that nothing is made.
      get samplePerIteration() {
        isLookedAt = true;
        return true;
      },
    };
    try {
      monitorEventLoopDelay(options);
    } catch {
      // As it should.
    }
    return isLookedAt;
  }

  constructor() {
    super([monitor(), monitor()]);
    for (const histogram of this.histograms) {
      histogram.enable();
    }
    // The first sample has in it the time that the loop waited.
    this.immediate = setImmediate(() => {
      this.immediate = setImmediate(() => this.reset()).unref();
    }).unref();
  }

  stop(): void {
    clearImmediate(this.immediate);
    for (const histogram of this.histograms) {
      histogram.disable();
    }
  }

  private reset(): void {
    for (const histogram of this.histograms) {
      histogram.reset();
    }
  }
}

function monitor(): IntervalHistogram {
  const options: object = { samplePerIteration: true };
  return monitorEventLoopDelay(options);
}
