import { adoptThenable } from '../support/is-thenable.js';

/** The outcome of a call: the value, or what was thrown or rejected. */
export type Outcome = { readonly value: unknown } | { readonly error: unknown };

/**
 * One call of an async function that has not settled yet. All scrapes wait on
 * this object, so that the user's promise gets a single reaction: one reaction
 * per scrape would accumulate on a promise that never settles.
 */
export class PendingCall {
  outcome: Outcome | undefined;
  /** True if a document was written without its value. */
  isLate = false;
  private readonly listeners = new Set<() => void>();

  constructor(
    promise: PromiseLike<unknown>,
    onSettled: (call: PendingCall, outcome: Outcome) => void,
  ) {
    const settle = (outcome: Outcome) => {
      this.outcome = outcome;
      onSettled(this, outcome);
      for (const listener of this.listeners) {
        listener();
      }
      this.listeners.clear();
    };
    adoptThenable(promise).then(
      (value) => settle({ value }),
      (error: unknown) => settle({ error }),
    );
  }

  /**
   * Calls `listener` when the call settles.
   *
   * @returns a function that cancels
   */
  onSettled(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
