import { performance } from 'node:perf_hooks';
import { LogLinearBuckets } from './log-linear-buckets.js';
import { SlidingWindow } from './sliding-window.js';
import type { VarWriter } from './var-writer.js';
import { Var, varTypeOf, WRITE } from './var.js';

const PERCENTS = [50, 90, 95, 99] as const;
const MIN_SECONDS = 0.001;

export interface HistogramOptions {
  /**
   * Shows the values of the last so many seconds, to a tenth of them, beside
   * all values. It takes up to 33 KB, and a look at the clock for each value.
   */
  readonly window?: number;
}

/** What a histogram says of its values; all zeros where there is none. */
export interface HistogramSummary {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
}

/** The summary of all values, and where there is a window that of its values. */
export interface HistogramValue extends HistogramSummary {
  readonly window?: HistogramSummary & { readonly seconds: number };
}

/**
 * How values are distributed: durations, sizes. Count, sum, minimum and maximum
 * are exact; mean is their quotient, and percentiles are at most 3.1 % off.
 *
 * Values may have any magnitude. Where they span more than 2^40, the small ones
 * are told apart no more: a percentile among them is too high, yet below a
 * 2^39th of the greatest value.
 *
 * Hot path: `record` is written for the machine. It takes under 3 KB without a
 * window, and those with the first value.
 *
 * @throws RangeError when constructed with a window that is not a number of
 * seconds, 0.001 or more
 * @example
 * readonly latency = new HistogramVar({ window: 60 });
 * this.latency.record(seconds);
 */
export class HistogramVar extends Var {
  static {
    this.mark('histogram');
  }

  private readonly buckets = new LogLinearBuckets();
  private readonly window: SlidingWindow | undefined;
  private readonly seconds: number;

  /** @param now a monotonic clock, in milliseconds */
  constructor(
    { window: seconds }: HistogramOptions = {},
    private readonly now: () => number = monotonicNow,
  ) {
    super();
    const invalid = invalidWindow(seconds);
    if (invalid !== undefined) {
      throw new RangeError(`HistogramVar: ${invalid}`);
    }
    this.seconds = seconds ?? 0;
    this.window =
      seconds === undefined ? undefined : new SlidingWindow(seconds);
  }

  /**
   * Adds a value.
   *
   * @throws RangeError when the value is negative, NaN or infinite; TypeError
   * when it is not a number
   */
  record(value: number): void {
    // One condition for all that is not the hot path, so that nothing follows.
    if (
      typeof value !== 'number' ||
      this.window !== undefined ||
      !this.buckets.record(value)
    ) {
      this.recordElsewhere(value);
    }
  }

  /**
   * Adds all values of another histogram, whose window is not looked at; nor
   * do they come into the window of this one.
   *
   * @throws TypeError when it is not a histogram
   */
  merge(other: HistogramVar): void {
    if (varTypeOf(other) !== 'histogram') {
      throw new TypeError(
        `HistogramVar.merge takes a HistogramVar; it got a value of type ${typeof other}`,
      );
    }
    this.buckets.merge(other.buckets);
  }

  /** How many values there are. */
  get count(): number {
    return this.buckets.count;
  }

  /** All values together; at most the greatest float64. */
  get sum(): number {
    return this.buckets.sum;
  }

  /**
   * The value that so many percent of all values do not exceed, by nearest
   * rank; 0 where there is none.
   *
   * @param percent from 0 to 100
   * @throws RangeError when it is outside
   */
  percentile(percent: number): number {
    if (!(typeof percent === 'number' && percent >= 0 && percent <= 100)) {
      throw new RangeError(
        `HistogramVar.percentile: ${String(percent)} is not from 0 to 100`,
      );
    }
    return this.buckets.percentiles([percent])[0]!;
  }

  get value(): HistogramValue {
    return this.summary();
  }

  /** The value as JSON, compact as Go's `json.Marshal` has it. */
  toString(): string {
    return JSON.stringify(this.summary());
  }

  override toJSON(): HistogramValue {
    return this.value;
  }

  /** @internal */
  override [WRITE](writer: VarWriter): void {
    if (this.toString !== HistogramVar.prototype.toString) {
      super[WRITE](writer);
    } else {
      writer.out.writeAscii(this.toString());
    }
  }

  /** With a window, or throws. */
  private recordElsewhere(value: number): void {
    if (
      typeof value !== 'number' ||
      this.window === undefined ||
      !this.buckets.record(value)
    ) {
      throw unfit(value);
    }
    this.window.record(value, this.now());
  }

  private summary(): HistogramValue {
    const summary = summaryOf(this.buckets);
    return this.window === undefined
      ? summary
      : {
          ...summary,
          window: {
            seconds: this.seconds,
            ...summaryOf(this.window.at(this.now())),
          },
        };
  }
}

/** Why a window is none; undefined when it is one, or left out. */
export function invalidWindow(seconds: number | undefined): string | undefined {
  return seconds === undefined ||
    (Number.isFinite(seconds) && seconds >= MIN_SECONDS)
    ? undefined
    : `the window is ${String(seconds)}; it must be a number of seconds, ${MIN_SECONDS} or more`;
}

function monotonicNow(): number {
  return performance.now();
}

function summaryOf(buckets: LogLinearBuckets): HistogramSummary {
  const { count, sum, min, max } = buckets;
  const [p50, p90, p95, p99] = buckets.percentiles(PERCENTS) as [
    number,
    number,
    number,
    number,
  ];
  return {
    count,
    sum,
    min,
    max,
    // Where the sum is rounded, the mean of equal values would differ from them.
    mean: count === 0 ? 0 : Math.min(Math.max(sum / count, min), max),
    p50,
    p90,
    p95,
    p99,
  };
}

function unfit(value: unknown): Error {
  if (typeof value !== 'number') {
    return new TypeError(
      `HistogramVar.record takes a number; it got a value of type ${typeof value}`,
    );
  }
  return new RangeError(
    value < 0 && Number.isFinite(value)
      ? `HistogramVar.record: ${value} is negative; a histogram counts what has a size or takes time`
      : `HistogramVar.record: ${value} is no finite number`,
  );
}
