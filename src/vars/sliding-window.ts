import { LogLinearBuckets } from './log-linear-buckets.js';

/** A window is so many parts long; the oldest is dropped as a whole. */
const PARTS = 10;

interface Part {
  /** Which of all parts since the clock's zero it is. */
  number: number;
  readonly buckets: LogLinearBuckets;
}

/** The values of the last seconds, to a tenth of them. */
export class SlidingWindow {
  private readonly parts: Part[] = [];
  private readonly partMs: number;

  constructor(seconds: number) {
    this.partMs = (seconds * 1000) / PARTS;
  }

  /** @param now of a monotonic clock, in milliseconds */
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

  /** All that is in the window, as a copy. */
  at(now: number): LogLinearBuckets {
    const number = Math.floor(now / this.partMs);
    const buckets = new LogLinearBuckets();
    for (const part of this.parts) {
      // The array may have holes.
      if (part !== undefined && part.number > number - PARTS) {
        buckets.merge(part.buckets);
      }
    }
    return buckets;
  }
}
