import { describeValue } from '../support/describe-value.js';
import { monotonicNow } from '../support/monotonic-now.js';
import { Var, type VarOutput, WRITE } from './var.js';

/** The period of the load averages of Linux and Unix, in milliseconds. */
const TICK_MS = 5000;

const MINUTES = [1, 5, 15] as const;

/**
 * The value of a {@link RateVar}: the number of events, and rates in events per
 * second.
 *
 * @example
 * { count: 1200, rate1m: 0.74, rate5m: 1.59, rate15m: 1.75 }
 */
export interface RateValue {
  /**
   * The number of events since the variable was created: an integer from 0,
   * exact up to 2^53.
   */
  readonly count: number;
  /** Events per second over the last minute; 0 or more. */
  readonly rate1m: number;
  /** Events per second over the last 5 minutes; 0 or more. */
  readonly rate5m: number;
  /** Events per second over the last 15 minutes; 0 or more. */
  readonly rate15m: number;
}

/**
 * The rate of events over 1, 5 and 15 minutes, as averages that decay
 * exponentially, like the load averages of a Unix system. A variable that is
 * younger than a period averages over its age.
 *
 * There is no timer. The first event that comes five seconds or more after the
 * last update updates the averages. Reading changes nothing.
 *
 * @example
 * readonly orders = new RateVar();
 *
 * this.orders.add();
 */
export class RateVar extends Var {
  static {
    this.mark('rate');
  }

  private total = 0;
  /** The events since the averages were updated. */
  private pending = 0;
  private averages: readonly number[] = MINUTES.map(() => 0);
  private readonly start: number;
  /** The time of the last update of the averages. */
  private updatedAt: number;

  /** @param now returns a monotonic time in milliseconds; for tests */
  constructor(private readonly now: () => number = monotonicNow) {
    super();
    this.start = now();
    this.updatedAt = this.start;
  }

  /**
   * Counts events, 1 by default.
   *
   * @throws RangeError when `count` is negative, fractional or beyond 2^53;
   * TypeError when it is not a number
   */
  add(count = 1): void {
    if (!Number.isSafeInteger(count) || count < 0) {
      throw notACount(count);
    }
    const now = this.now();
    if (now - this.updatedAt >= TICK_MS) {
      this.averages = this.averagesAt(now);
      this.updatedAt = now;
      this.pending = 0;
    }
    this.pending += count;
    this.total += count;
  }

  /** The number of events since the variable was created. */
  get count(): number {
    return this.total;
  }

  /** The number of events and the current rates. */
  get value(): RateValue {
    return this.rates();
  }

  /**
   * Returns the value as JSON, compact like the output of Go's `json.Marshal`.
   */
  toString(): string {
    return JSON.stringify(this.rates());
  }

  /** Returns the value, for `JSON.stringify`. */
  override toJSON(): RateValue {
    return this.value;
  }

  /** @internal */
  override [WRITE](writer: VarOutput): void {
    writer.out.writeAscii(this.toString());
  }

  /** Returns the value even if a subclass overrides `value`. */
  private rates(): RateValue {
    const now = this.now();
    const age = now - this.start;
    const [rate1m, rate5m, rate15m] = this.averagesAt(now).map(
      (average, i) => average / weightOf(Math.max(age, 1000), i),
    ) as [number, number, number];
    return { count: this.total, rate1m, rate5m, rate15m };
  }

  /** Returns the averages as if there had been no events before the start. */
  private averagesAt(now: number): number[] {
    // A test may set the clock back.
    const elapsed = Math.max(now - this.updatedAt, 0);
    // All pending events came within one tick, and none came after it.
    const busy = Math.min(elapsed, TICK_MS);
    return this.averages.map((average, i) => {
      const recent =
        busy > 0
          ? (this.pending / busy) * weightOf(busy, i)
          : this.pending / timeConstant(i);
      return (
        average * Math.exp(-elapsed / timeConstant(i)) +
        recent * 1000 * Math.exp((busy - elapsed) / timeConstant(i))
      );
    });
  }
}

/** Returns the time in which an average decays to 1/e, in milliseconds. */
function timeConstant(i: number): number {
  return MINUTES[i]! * 60_000;
}

/** Returns the weight of the last milliseconds in an average, from 0 to 1. */
function weightOf(ms: number, i: number): number {
  // 1 - exp(…) would lose all digits for a very short time.
  return -Math.expm1(-ms / timeConstant(i));
}

function notACount(count: unknown): Error {
  return typeof count === 'number'
    ? new RangeError(
        `RateVar.add takes an integer from 0 to 2^53; it got ${describeValue(count)}`,
      )
    : new TypeError(
        `RateVar.add takes a number; it got ${describeValue(count)}`,
      );
}
