import { formatError } from '../support/log-text.js';
import { monotonicNow } from '../support/monotonic-now.js';
import type { RateLimitedLogger } from '../support/rate-limited-logger.js';

/**
 * Less than a second, so that a client that reads every second never gets one
 * reading twice.
 */
const MIN_AGE_MS = 900;
/** A reading that may be slow is reused for 1,000 times as long as it took. */
const AGE_PER_COST = 1000;
const MAX_AGE_MS = 60_000;

/**
 * A reading from the operating system. It can fail, for example when file
 * descriptors run out. A value is reused for almost a second.
 */
export class SystemReading<T> {
  /** The last value that could be read. */
  private lastKnown: T | undefined;
  private latest: T | undefined;
  private expires = -Infinity;

  /**
   * @param name names the figures in the log
   * @param read throws when the figures cannot be read, and returns undefined
   * where the system does not have them
   * @param log gets one line a minute for all figures that cannot be read
   * @param isSlow true for a reading that may take milliseconds; it is reused
   * for longer, so that it takes at most a thousandth of the time, but for at
   * most a minute
   */
  constructor(
    private readonly name: string,
    private readonly read: () => T | undefined,
    private readonly log: RateLimitedLogger,
    private readonly isSlow = false,
    private readonly now: () => number = monotonicNow,
  ) {}

  /** The value; undefined when it cannot be read. */
  get current(): T | undefined {
    const start = this.now();
    if (start >= this.expires) {
      this.latest = this.tryToRead();
      this.lastKnown = this.latest ?? this.lastKnown;
      const age = this.isSlow ? AGE_PER_COST * (this.now() - start) : 0;
      this.expires = start + Math.min(MAX_AGE_MS, Math.max(MIN_AGE_MS, age));
    }
    return this.latest;
  }

  /** The value, or the last one when it cannot be read now. */
  get currentOrLast(): T | undefined {
    return this.current ?? this.lastKnown;
  }

  private tryToRead(): T | undefined {
    try {
      return this.read();
    } catch (error) {
      this.log.warn(
        'reading',
        () =>
          `cannot read ${this.name}: ${formatError(error)}; memstats keeps the last value, and the map node leaves the figures out until they can be read again`,
      );
      return undefined;
    }
  }
}
