/**
 * A reading that may be expensive, so that it is taken again only when it is a
 * second old, and so seldom that it costs a thousandth of the time at most.
 */
export class Cached<T> {
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
      this.latest = { value, expires: start + Math.max(1000, 1000 * cost) };
    }
    return this.latest.value;
  }
}
