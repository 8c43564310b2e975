import { performance } from 'node:perf_hooks';
import type { VarWriter } from './var-writer.js';
import { Var, WRITE } from './var.js';

/** As often as Linux and Unix take samples for their load averages, in ms. */
const TICK_MS = 5000;

const MINUTES = [1, 5, 15] as const;

/** Events per second, averaged over the last minutes, and all events. */
export interface RateValue {
  readonly count: number;
  readonly rate1m: number;
  readonly rate5m: number;
  readonly rate15m: number;
}

/**
 * How many events there are per second, over 1, 5 and 15 minutes: averages that
 * forget exponentially, as a Unix system's load averages do. Of one that is
 * younger they are the average since it was made.
 *
 * There is no timer: events are counted, and averaged when one comes more than
 * five seconds after the last time. Reading changes nothing.
 *
 * @example
 * readonly orders = new RateVar();
 * this.orders.add();
 */
export class RateVar extends Var {
  static {
    this.mark('rate');
  }

  private total = 0;
  /** Of {@link RateVar.averages} not yet part. */
  private pending = 0;
  private averages: readonly number[] = MINUTES.map(() => 0);
  private readonly start: number;
  /** Up to when the averages are. */
  private averagedAt: number;

  /** @param now a monotonic clock, in milliseconds */
  constructor(private readonly now: () => number = monotonicNow) {
    super();
    this.start = now();
    this.averagedAt = this.start;
  }

  /**
   * Counts events, one when left out.
   *
   * @throws RangeError when `count` is negative, fractional or beyond 2^53;
   * TypeError when it is not a number
   */
  add(count = 1): void {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw unfit(count);
    }
    const now = this.now();
    if (now - this.averagedAt >= TICK_MS) {
      this.averages = this.averagesAt(now);
      this.averagedAt = now;
      this.pending = 0;
    }
    this.pending += count;
    this.total += count;
  }

  /** How many events there were in all. */
  get count(): number {
    return this.total;
  }

  get value(): RateValue {
    return this.rates();
  }

  /** The value as JSON, compact as Go's `json.Marshal` has it. */
  toString(): string {
    return JSON.stringify(this.rates());
  }

  override toJSON(): RateValue {
    return this.value;
  }

  /** @internal */
  override [WRITE](writer: VarWriter): void {
    if (this.toString !== RateVar.prototype.toString) {
      super[WRITE](writer);
    } else {
      writer.out.writeAscii(this.toString());
    }
  }

  private rates(): RateValue {
    const now = this.now();
    const age = now - this.start;
    const [rate1m, rate5m, rate15m] = this.averagesAt(now).map(
      (average, i) => average / weight(Math.max(age, 1000), i),
    ) as [number, number, number];
    return { count: this.total, rate1m, rate5m, rate15m };
  }

  /** The averages, before they are weighed by how much of them there is. */
  private averagesAt(now: number): number[] {
    // Tests of users set the clock to what they like.
    const elapsed = Math.max(now - this.averagedAt, 0);
    // All that is pending came within a tick; since then there was nothing.
    const busy = Math.min(elapsed, TICK_MS);
    return this.averages.map((average, i) => {
      const recent =
        busy > 0
          ? (this.pending / busy) * weight(busy, i)
          : this.pending / memory(i);
      return (
        average * Math.exp(-elapsed / memory(i)) +
        recent * 1000 * Math.exp((busy - elapsed) / memory(i))
      );
    });
  }
}

/** After so many ms an average has forgotten all but 1/e. */
function memory(i: number): number {
  return MINUTES[i]! * 60_000;
}

/** How much of an average is what came within so many ms. */
function weight(ms: number, i: number): number {
  // 1 - exp(…) would have no digits left of very short times.
  return -Math.expm1(-ms / memory(i));
}

function monotonicNow(): number {
  return performance.now();
}

function unfit(count: unknown): Error {
  return typeof count === 'number'
    ? new RangeError(
        `RateVar.add: ${count} is no whole number of events from 0 to 2^53`,
      )
    : new TypeError(
        `RateVar.add takes a number; it got a value of type ${typeof count}`,
      );
}
