import { LogLinearBuckets } from './log-linear-buckets.js';

/** The window advances in steps of one part. */
const PARTS = 10;

interface Part {
  /** The number of parts between the zero of the clock and this one. */
  number: number;
  readonly buckets: LogLinearBuckets;
}

/** Holds the values of the last seconds, in ten parts of equal length. */
export class SlidingWindow {
  private readonly parts: Part[] = [];
  private readonly partMs: number;

  constructor(seconds: number) {
    this.partMs = (seconds * 1000) / PARTS;
  }

  /** @param now a monotonic time in milliseconds */
  record(value: number, now: number): void {
    const number = Math.floor(now / this.partMs);
    const i = number % PARTS;
    const part = (this.parts[i] ??= {
      number,
      buckets: new LogLinearBuckets(),
    });
    if (part.number !== number) {
      part.number = number;
      part.buckets.clear();
    }
    part.buckets.record(value);
  }

  /** Returns a copy of the values that are in the window now. */
  valuesAt(now: number): LogLinearBuckets {
    const number = Math.floor(now / this.partMs);
    const buckets = new LogLinearBuckets();
    for (const part of this.parts) {
      // The array has holes until each part has had a value.
      if (part !== undefined && part.number > number - PARTS) {
        buckets.merge(part.buckets);
      }
    }
    return buckets;
  }
}
