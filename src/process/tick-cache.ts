/**
 * A reading that is taken once for all who want it in one go: it is forgotten
 * when the code that runs now has run.
 */
export class TickCache<T> {
  private latest: { readonly value: T } | undefined;

  constructor(private readonly read: () => T) {}

  get value(): T {
    if (this.latest === undefined) {
      this.latest = { value: this.read() };
      void Promise.resolve().then(() => this.forget());
    }
    return this.latest.value;
  }

  private forget(): void {
    this.latest = undefined;
  }
}
