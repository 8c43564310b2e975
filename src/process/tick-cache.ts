/**
 * Caches a cheap reading for one synchronous run. The value is forgotten in the
 * next microtask.
 */
export class TickCache<T> {
  private latest: { readonly value: T } | undefined;

  constructor(private readonly read: () => T) {}

  get value(): T {
    if (this.latest === undefined) {
      this.latest = { value: this.read() };
      // A promise is used, because fake timers of a test may replace
      // queueMicrotask().
      void Promise.resolve().then(this.forget);
    }
    return this.latest.value;
  }

  private readonly forget = (): void => {
    this.latest = undefined;
  };
}
