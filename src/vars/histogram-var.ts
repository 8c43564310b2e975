import {
  CheckedOption,
  isObject,
  rejectUnknownNames,
  throwMistakes,
} from '../support/checks.js';
import { describeValue } from '../support/describe-value.js';
import { monotonicNow } from '../support/monotonic-now.js';
import { BUCKETS, type RecordedBuckets } from './bucket-counts.js';
import { type Distribution, LogLinearBuckets } from './log-linear-buckets.js';
import { SlidingWindow } from './sliding-window.js';
import { DISTRIBUTION } from './var-metrics.js';
import { SUMMARY, Var, varTypeOf, type VarOutput, WRITE } from './var.js';

const PERCENTS = [50, 90, 95, 99] as const;
const MIN_SECONDS = 0.001;

export interface HistogramOptions {
  /**
   * The length of a sliding window in seconds. The value then has a member
   * `window` with the figures of the recent values. The window moves in steps
   * of a tenth: with 60, it covers the last 54 to 60 seconds.
   *
   * 0.001 or more. By default there is no window. A window takes up to 33 KB of
   * memory, and `record` then reads the clock.
   *
   * @example
   * new HistogramVar({ window: 60 });
   */
  readonly window?: number | undefined;
}

/**
 * The figures of a histogram, in the unit of the values that are recorded. All
 * are 0 while there are no values.
 *
 * @example
 * { count: 2, sum: 1.5, min: 0.5, max: 1, mean: 0.75, p50: 0.5, p90: 1, p95: 1, p99: 1 }
 */
export interface HistogramSummary {
  /** The number of values: an integer from 0, exact up to 2^53. */
  readonly count: number;
  /** The sum of all values, from 0 to the greatest float64. */
  readonly sum: number;
  /** The least value, exactly. */
  readonly min: number;
  /** The greatest value, exactly. */
  readonly max: number;
  /** The sum divided by the count, from `min` to `max`. */
  readonly mean: number;
  /** The median: half of the values are at most this, within 3.1 %. */
  readonly p50: number;
  /** The 90th percentile: 90 % of the values are at most this, within 3.1 %. */
  readonly p90: number;
  /** The 95th percentile: 95 % of the values are at most this, within 3.1 %. */
  readonly p95: number;
  /** The 99th percentile: 99 % of the values are at most this, within 3.1 %. */
  readonly p99: number;
}

/** The value of a {@link HistogramVar}: the figures of all values. */
export interface HistogramValue extends HistogramSummary {
  /**
   * The figures of the values in the window, and its length in seconds. Only
   * present when the histogram has a window.
   */
  readonly window?: HistogramSummary & {
    /** The length of the window in seconds, as in {@link HistogramOptions}. */
    readonly seconds: number;
  };
  /**
   * The number of values that were dropped because they were negative, NaN or
   * infinite. Only present when it is not 0.
   */
  readonly rejected?: number;
}

/**
 * A distribution of values that are 0 or more, such as durations and sizes.
 * Count, sum, minimum and maximum are exact. Percentiles are within 3.1 %.
 *
 * A bucket includes its upper bound, as in Prometheus and OpenTelemetry. Values
 * may have any magnitude. If they span more than 2^40, all small values share
 * one bucket: a percentile among them is too high, but below 2^-39 of the
 * greatest value.
 *
 * Hot path: `record`. A histogram without a window takes less than 3 KB,
 * allocated with the first value.
 *
 * @example
 * readonly latency = new HistogramVar({ window: 60 });
 *
 * this.latency.record(seconds);
 */
export class HistogramVar extends Var {
  static {
    this.mark('histogram');
  }

  private readonly buckets = new LogLinearBuckets();
  private readonly window: SlidingWindow | undefined;
  private readonly seconds: number;
  private rejectedCount = 0;
  /** The rejected values that have been logged. */
  private reportedCount = 0;

  /**
   * @param now returns a monotonic time in milliseconds; for tests
   * @throws RangeError when the window is not a number of seconds, 0.001 or
   *   more; TypeError for an unknown option
   */
  constructor(
    options: HistogramOptions = {},
    private readonly now: () => number = monotonicNow,
  ) {
    super();
    checkOptionNames(options);
    const { window: seconds } = options;
    const invalid = invalidWindow(seconds);
    if (invalid !== undefined) {
      throw new RangeError(`HistogramVar: ${invalid}`);
    }
    this.seconds = seconds ?? 0;
    this.window =
      seconds === undefined ? undefined : new SlidingWindow(seconds);
  }

  /**
   * Records a value of 0 or more. A negative, NaN or infinite value is dropped,
   * counted in `rejected` and reported in the log at most once a minute,
   * because a measurement must not break the code that it measures.
   *
   * @throws TypeError when `value` is not a number
   * @example
   * const start = performance.now();
   * await work();
   * histogram.record((performance.now() - start) / 1000);
   */
  record(value: number): void {
    // One condition separates everything else from the hot path.
    if (
      typeof value !== 'number' ||
      this.window !== undefined ||
      !this.buckets.record(value)
    ) {
      this.recordSlowly(value);
    }
  }

  /**
   * Adds all values of another histogram to this one. Windows are not merged.
   *
   * @throws TypeError when `other` is not a HistogramVar
   */
  merge(other: HistogramVar): void {
    if (varTypeOf(other) !== 'histogram') {
      throw new TypeError(
        `HistogramVar.merge takes a HistogramVar; it got ${describeValue(other)}`,
      );
    }
    this.buckets.merge(other.buckets);
    this.rejectedCount += other.rejectedCount;
  }

  /** The number of values that were recorded. */
  get count(): number {
    return this.buckets.count;
  }

  /** The sum of all values, from 0 to the greatest float64. */
  get sum(): number {
    return this.buckets.sum;
  }

  /** The number of negative, NaN and infinite values that were dropped. */
  get rejected(): number {
    return this.rejectedCount;
  }

  /**
   * Returns a percentile of all values, for a `percent` from 0 to 100 (not 0 to
   * 1). `percentile(99.9)` is the value that 99.9 % of the values do not
   * exceed. The result is by nearest rank, within 3.1 %, and 0 without values.
   *
   * @throws RangeError when `percent` is not a number from 0 to 100
   * @example
   * histogram.percentile(99.9);
   */
  percentile(percent: number): number {
    if (!(typeof percent === 'number' && percent >= 0 && percent <= 100)) {
      throw new RangeError(
        `HistogramVar.percentile takes a percentage from 0 to 100, such as 99.9; it got ${describeValue(percent)}`,
      );
    }
    return this.buckets.percentiles([percent])[0]!;
  }

  /** The current figures. */
  get value(): HistogramValue {
    return this.summary();
  }

  /** The value as JSON, compact like the output of Go's `json.Marshal`. */
  toString(): string {
    return JSON.stringify(this.summary());
  }

  /** The value for `JSON.stringify`. */
  override toJSON(): HistogramValue {
    return this.value;
  }

  /** @internal */
  get [DISTRIBUTION](): Distribution {
    return this.buckets;
  }

  /** @internal */
  get [BUCKETS](): RecordedBuckets {
    return this.buckets;
  }

  /** @internal */
  [SUMMARY](): Omit<HistogramValue, 'window'> {
    return {
      ...summaryOf(this.buckets),
      ...(this.rejectedCount > 0 && { rejected: this.rejectedCount }),
    };
  }

  /** @internal */
  override [WRITE](writer: VarOutput): string | void {
    writer.out.writeAscii(this.toString());
    if (this.rejectedCount > this.reportedCount) {
      this.reportedCount = this.rejectedCount;
      return `has dropped ${this.rejectedCount} values that were negative or not finite; record finite values of 0 or more`;
    }
  }

  /** Returns the value even if a subclass overrides `value`. */
  private summary(): HistogramValue {
    return {
      ...this[SUMMARY](),
      ...(this.window !== undefined && {
        window: {
          seconds: this.seconds,
          ...summaryOf(this.window.valuesAt(this.now())),
        },
      }),
    };
  }

  private recordSlowly(value: number): void {
    if (typeof value !== 'number') {
      throw new TypeError(
        `HistogramVar.record takes a number; it got ${describeValue(value)}`,
      );
    }
    // A value that reaches this line without a window was refused by the
    // buckets.
    if (this.window !== undefined && this.buckets.record(value)) {
      this.window.record(value, this.now());
    } else {
      this.rejectedCount++;
    }
  }
}

function checkOptionNames(options: unknown): void {
  if (!isObject(options)) {
    throw new TypeError(
      `expvar: HistogramVar takes options such as { window: 60 }, not ${describeValue(options)}`,
    );
  }
  const option = new CheckedOption([]);
  rejectUnknownNames(options, ['window'], option);
  throwMistakes('HistogramVar', option.mistakes, TypeError);
}

/** Returns why a window is invalid, or undefined if it is valid or absent. */
function invalidWindow(seconds: number | undefined): string | undefined {
  return seconds === undefined ||
    (Number.isFinite(seconds) && seconds >= MIN_SECONDS)
    ? undefined
    : `window must be a number of seconds, ${MIN_SECONDS} or more; it is ${describeValue(seconds)}`;
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
    // The sum is rounded, so the mean could exceed the least or greatest value.
    mean: count === 0 ? 0 : Math.min(Math.max(sum / count, min), max),
    p50,
    p90,
    p95,
    p99,
  };
}
