import { runInRootContext } from '../support/root-context.js';

/** Calls a method in an interval, and holds its object weakly. */
export class Ticker {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly intervalMs: number) {}

  /** Starts the interval; does nothing when it is running. */
  start(target: { tick(): void }): void {
    if (this.timer !== undefined) {
      return;
    }
    // Nest never closes an application whose start failed half-way.
    const reference = new WeakRef(target);
    // The interval may start in a viewer's request, whose AsyncLocalStorage
    // stores the variables must not see.
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
