/**
 * A cheap reading that is the same for everybody who reads it in one
 * synchronous run: it is forgotten in the next microtask.
 */
export class TickCache<T> {
  private latest: { readonly value: T } | undefined;

  constructor(private readonly read: () => T) {}

  get value(): T {
    if (this.latest === undefined) {
      this.latest = { value: this.read() };
      // A promise, because fake timers of a test may fake queueMicrotask().
      void Promise.resolve().then(this.forget);
    }
    return this.latest.value;
  }

  private readonly forget = (): void => {
    this.latest = undefined;
  };
}
