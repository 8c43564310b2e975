import { runInRootContext } from '../support/root-context.js';

/**
 * Calls `tick` of an object in an interval. The object can still be
 * garbage-collected.
 */
export class Ticker {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly intervalMs: number) {}

  /** Starts the interval; does nothing when it is running. */
  start(target: { tick(): void }): void {
    if (this.timer !== undefined) {
      return;
    }
    // The reference is weak, because Nest never closes an application whose
    // start failed half-way.
    const reference = new WeakRef(target);
    // A viewer's request may start the interval, but variables must not see the
    // AsyncLocalStorage stores of that request.
    runInRootContext(() => {
      this.timer = setInterval(() => {
        const alive = reference.deref();
        if (alive === undefined) {
          this.stop();
        } else {
          alive.tick();
        }
      }, this.intervalMs).unref();
    });
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
