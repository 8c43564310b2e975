import { PendingCall, type Settled } from './pending-call.js';

/** So long after it settled a late value may stand for a newer one, in ms. */
const MAX_LATE_AGE_MS = 60_000;

/** A function variable, as far as its calls are concerned. */
export type Func = { readonly value: unknown };

/** What a call gave when no document waited for it any more. */
export interface StaleResult {
  readonly settled: Settled;
  readonly at: number;
}

/** The calls of a registry's async functions: one at a time of each. */
export class SingleFlight {
  private readonly current = new WeakMap<Func, PendingCall>();
  private readonly abandoned = new WeakSet<PromiseLike<unknown>>();
  private readonly late = new WeakMap<Func, StaleResult>();

  /** @param now a monotonic clock, in milliseconds */
  constructor(private readonly now: () => number) {}

  /** The call that has not settled. */
  pending(func: Func): PendingCall | undefined {
    return this.current.get(func);
  }

  start(func: Func, promise: PromiseLike<unknown>): PendingCall {
    const flight = new PendingCall(promise, ({ isLate }, settled) => {
      this.current.delete(func);
      if (isLate) {
        this.late.set(func, { settled, at: this.now() });
      } else {
        this.late.delete(func);
      }
    });
    // A then of a promise's own may have called back already.
    if (flight.settled === undefined) {
      this.current.set(func, flight);
    }
    return flight;
  }

  /** Takes no notice of what becomes of a promise. */
  ignore(promise: PromiseLike<unknown>): void {
    // Once, because reactions on one that never settles would pile up.
    if (!this.abandoned.has(promise)) {
      this.abandoned.add(promise);
      promise.then(undefined, () => {});
    }
  }

  /** What the call before the current one gave, too late for its documents. */
  staleResult(func: Func): { settled: Settled; age: number } | undefined {
    const late = this.late.get(func);
    if (late === undefined) {
      return undefined;
    }
    const age = this.now() - late.at;
    if (age >= MAX_LATE_AGE_MS) {
      this.late.delete(func);
      return undefined;
    }
    return { settled: late.settled, age };
  }
}
