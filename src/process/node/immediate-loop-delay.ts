import {
  createHistogram,
  performance,
  type RecordableHistogram,
} from 'node:perf_hooks';
import { clearImmediate, setImmediate } from 'node:timers';
import { catchErrors } from '../catch-errors.js';
import { LoopDelay } from './loop-delay.js';
import { seconds } from './seconds.js';

/** A range in nanoseconds, from a microsecond to an hour, with 2 digits. */
const RANGE = { lowest: 1000, highest: 3.6e12, figures: 2 };

/**
 * Takes a sample in every iteration, by an immediate. The immediate is unref'd,
 * so that it neither wakes the event loop nor keeps it from waiting: a process
 * that does nothing takes no samples.
 *
 * Hot path: it runs in every iteration of the event loop.
 */
export class ImmediateLoopDelay extends LoopDelay<RecordableHistogram> {
  readonly mode = 'immediate';

  private readonly timing = performance.nodeTiming;
  private lastSample = performance.now();
  private lastIdle = this.timing.idleTime;
  private immediate: NodeJS.Immediate;
  /** The longest iteration since the last {@link takeMax}, in nanoseconds. */
  private recentMax = 0;

  constructor() {
    super([createHistogram(RANGE), createHistogram(RANGE)]);
    this.immediate = setImmediate(this.onImmediate).unref();
  }

  stop(): void {
    clearImmediate(this.immediate);
  }

  takeMax(): number {
    const max = seconds(this.recentMax);
    this.recentMax = 0;
    return max;
  }

  private readonly onImmediate = catchErrors(
    'the delay of the event loop',
    () => this.sample(),
    () => this.stop(),
  );

  private sample(): void {
    const now = performance.now();
    const idle = this.timing.idleTime;
    const delay = now - this.lastSample - (idle - this.lastIdle);
    this.lastSample = now;
    this.lastIdle = idle;
    const nanoseconds = Math.max(1, Math.round(delay * 1e6));
    const [older, newer] = this.histograms;
    older.record(nanoseconds);
    newer.record(nanoseconds);
    this.recentMax = Math.max(this.recentMax, nanoseconds);
    this.immediate = setImmediate(this.onImmediate).unref();
  }
}
