/** What became of a function's promise. */
export type Settled = { readonly value: unknown } | { readonly error: unknown };

/**
 * One call of an async function that has not settled. All scrapes that want
 * its value wait on this, so that the user's promise gets a single reaction:
 * one per scrape on a promise that never settles would pile up for ever.
 */
export class PendingCall {
  settled: Settled | undefined;
  /** Whether a document has gone without its value. */
  isLate = false;
  private readonly waiters = new Set<() => void>();

  constructor(
    promise: PromiseLike<unknown>,
    onSettled: (flight: PendingCall, settled: Settled) => void,
  ) {
    const settle = (settled: Settled) => {
      this.settled = settled;
      onSettled(this, settled);
      for (const wake of this.waiters) {
        wake();
      }
      this.waiters.clear();
    };
    // Promise.resolve, because a thenable may call back twice, or throw.
    Promise.resolve(promise).then(
      (value) => settle({ value }),
      (error: unknown) => settle({ error }),
    );
  }

  /** Calls `wake` when it settles, unless the returned function is called. */
  onSettled(wake: () => void): () => void {
    this.waiters.add(wake);
    return () => this.waiters.delete(wake);
  }
}
