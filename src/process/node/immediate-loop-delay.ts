import {
  createHistogram,
  performance,
  type RecordableHistogram,
} from 'node:perf_hooks';
import { clearImmediate, setImmediate } from 'node:timers';
import { catchErrors } from '../catch-errors.js';
import { LoopDelay } from './loop-delay.js';

/** In nanoseconds: from a microsecond to an hour, to a hundredth. */
const RANGE = { lowest: 1000, highest: 3.6e12, figures: 2 };

/**
 * Samples by an immediate of its own in every iteration. It is unref'd, so that
 * it neither wakes the loop nor keeps it from waiting: a process that does
 * nothing takes no samples, and spends nothing on them.
 *
 * Hot path: it runs as often as the loop turns.
 */
export class ImmediateLoopDelay extends LoopDelay<RecordableHistogram> {
  readonly mode = 'immediate';

  private readonly timing = performance.nodeTiming;
  private last = performance.now();
  private lastIdle = this.timing.idleTime;
  private immediate: NodeJS.Immediate;

  constructor() {
    super([createHistogram(RANGE), createHistogram(RANGE)]);
    this.immediate = setImmediate(this.sample).unref();
  }

  stop(): void {
    clearImmediate(this.immediate);
  }

  private readonly sample = catchErrors(
    'the delay of the event loop',
    () => this.take(),
    () => this.stop(),
  );

  private take(): void {
    const now = performance.now();
    const idle = this.timing.idleTime;
    const delay = now - this.last - (idle - this.lastIdle);
    this.last = now;
    this.lastIdle = idle;
    const nanoseconds = Math.max(1, Math.round(delay * 1e6));
    const [older, newer] = this.histograms;
    older.record(nanoseconds);
    newer.record(nanoseconds);
    this.immediate = setImmediate(this.sample).unref();
  }
}
