import { performance } from 'node:perf_hooks';
const MIN_AGE_MS = 1000;
const MAX_AGE_MS = 60_000;

/**
 * A reading that may be expensive, so that it is taken again only when it is a
 * second old, and so seldom that it costs a thousandth of the time, but once a
 * minute.
 */
export class CostLimitedCache<T> {
  private latest: { readonly value: T; readonly expires: number } | undefined;

  /**
   * @param read takes the reading
   * @param now a monotonic clock, in milliseconds
   */
  constructor(
    private readonly read: () => T,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get value(): T {
    const start = this.now();
    if (this.latest === undefined || start >= this.latest.expires) {
      const value = this.read();
      const cost = this.now() - start;
      const age = Math.min(MAX_AGE_MS, Math.max(MIN_AGE_MS, 1000 * cost));
      this.latest = { value, expires: start + age };
    }
    return this.latest.value;
  }
}
