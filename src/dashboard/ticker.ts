/** Calls a method each second, and does not keep its object from being garbage. */
export class Ticker {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly intervalMs: number) {}

  /** Begins; does nothing where it has begun. */
  start(target: { tick(): void }): void {
    if (this.timer !== undefined) {
      return;
    }
    // An application whose start fails half-way is never closed.
    const reference = new WeakRef(target);
    const timer = setInterval(() => {
      const alive = reference.deref();
      if (alive === undefined) {
        clearInterval(timer);
      } else {
        alive.tick();
      }
    }, this.intervalMs).unref();
    this.timer = timer;
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
