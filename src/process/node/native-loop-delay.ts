import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { LoopDelay, type MaxWatch } from './loop-delay.js';
import { LoopMonitor } from './loop-monitor.js';

/** Lets Node take a sample in every iteration, from 24.19 and 26.5 on. */
export class NativeLoopDelay extends LoopDelay<IntervalHistogram> {
  readonly mode = 'samplePerIteration';

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

  constructor(
    private readonly older = new LoopMonitor(),
    private readonly newer = new LoopMonitor(),
  ) {
    super([older.histogram, newer.histogram]);
  }

  stop(): void {
    this.older.stop();
    this.newer.stop();
  }

  watchMax(): MaxWatch {
    return new LoopMonitor();
  }
}
