import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { clearImmediate, setImmediate } from 'node:timers';
import { LoopDelay } from './loop-delay.js';
import { seconds } from './seconds.js';

/** Lets Node take a sample in every iteration, from 24.19 and 26.5 on. */
export class NativeLoopDelay extends LoopDelay<IntervalHistogram> {
  readonly mode = 'samplePerIteration';
  private readonly recent = startMonitor();
  private immediate: NodeJS.Immediate;

  /** Older versions of Node do not read the option `samplePerIteration`. */
  static isSupported(): boolean {
    let isOptionRead = false;
    const options = {
      resolution: 0, // Node refuses 0, so that no monitor is created.
      get samplePerIteration() {
        isOptionRead = true;
        return true;
      },
    };
    try {
      monitorEventLoopDelay(options);
    } catch {
      // The refusal is expected.
    }
    return isOptionRead;
  }

  constructor() {
    super([startMonitor(), startMonitor()]);
    // The first sample includes the time that the event loop waited.
    this.immediate = setImmediate(() => {
      this.immediate = setImmediate(() => {
        this.all().forEach((histogram) => histogram.reset());
      }).unref();
    }).unref();
  }

  stop(): void {
    clearImmediate(this.immediate);
    this.all().forEach((histogram) => histogram.disable());
  }

  takeMax(): number {
    const { count, max } = this.recent;
    this.recent.reset();
    return count === 0 ? 0 : seconds(max);
  }

  private all(): readonly IntervalHistogram[] {
    return [...this.histograms, this.recent];
  }
}

function startMonitor(): IntervalHistogram {
  const options: object = { samplePerIteration: true };
  const histogram = monitorEventLoopDelay(options);
  histogram.enable();
  return histogram;
}
