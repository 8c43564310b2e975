import { adoptThenable } from '../support/is-thenable.js';
import { monotonicNow } from '../support/monotonic-now.js';
import { type Outcome, PendingCall } from './pending-call.js';

/** A late result may replace a missing one for this long, in ms. */
const MAX_STALE_MS = 60_000;

/** The part of a FuncVar that calls need. */
export type Func = { readonly value: unknown };

/** The outcome of a call that settled after its documents were written. */
export interface StaleResult {
  readonly outcome: Outcome;
  /** The time since it settled, in milliseconds. */
  readonly age: number;
}

/** Keeps one running call per async function, shared by all scrapes. */
export class SingleFlight {
  private readonly running = new WeakMap<Func, PendingCall>();
  private readonly ignored = new WeakSet<PromiseLike<unknown>>();
  private readonly late = new WeakMap<
    Func,
    { readonly outcome: Outcome; readonly settledAt: number }
  >();

  /** @param now a monotonic clock, in milliseconds */
  constructor(private readonly now: () => number = monotonicNow) {}

  /** Returns the running call of a function. */
  pending(func: Func): PendingCall | undefined {
    return this.running.get(func);
  }

  start(func: Func, promise: PromiseLike<unknown>): PendingCall {
    const call = new PendingCall(promise, ({ isLate }, outcome) => {
      this.running.delete(func);
      if (isLate) {
        this.late.set(func, { outcome, settledAt: this.now() });
      } else {
        this.late.delete(func);
      }
    });
    this.running.set(func, call);
    return call;
  }

  /** Handles the rejection of a promise that nobody awaits. */
  ignore(promise: PromiseLike<unknown>): void {
    // Each promise gets one reaction, because reactions accumulate on one that
    // never settles.
    if (!this.ignored.has(promise)) {
      this.ignored.add(promise);
      adoptThenable(promise).catch(() => {});
    }
  }

  /**
   * Returns the result of the previous call, if it came too late for its
   * documents.
   */
  staleResult(func: Func): StaleResult | undefined {
    const late = this.late.get(func);
    if (late === undefined) {
      return undefined;
    }
    const age = this.now() - late.settledAt;
    if (age >= MAX_STALE_MS) {
      this.late.delete(func);
      return undefined;
    }
    return { outcome: late.outcome, age };
  }
}
