import { performance } from 'node:perf_hooks';
import { MAX_DEPTH } from '../encoding/limits.js';
import { isThenable } from '../support/is-thenable.js';
import { yieldToEventLoop } from '../support/event-loop.js';
import type { VarEvaluator } from '../vars/var-evaluator.js';
import { evaluateVar, isVar } from '../vars/var.js';
import { type Outcome, PendingCall } from './pending-call.js';
import type { Func, SingleFlight } from './single-flight.js';

/**
 * A function that blocks the event loop for longer than this is logged, in ms.
 */
const MAX_BLOCK_MS = 50;

/**
 * Evaluates all functions of one document. Each function is called once, before
 * any async one is awaited. Async functions share one deadline.
 */
export class FuncEvaluation implements VarEvaluator {
  private readonly results = new Map<Func, Outcome | PendingCall>();
  /** Warnings about functions that do have a value. */
  private readonly warnings = new Map<Func, string>();
  /** The functions whose value is the late result of an earlier call. */
  private readonly stale = new Set<object>();
  /**
   * The async calls whose results are not collected yet, each with the number
   * of async functions that led to it.
   */
  private readonly calls = new Map<PendingCall, number>();
  private readonly collectedMaps = new Set<object>();
  private depth = 0;
  private mustYield = false;
  private isPastDeadline = false;

  /**
   * @param singleFlight the running calls of the whole registry: a function
   * whose last call is still running is not called again
   * @param deadline how long to wait for async functions, in milliseconds
   */
  constructor(
    private readonly singleFlight: SingleFlight,
    private readonly deadline: number,
  ) {}

  /** Evaluates the functions in a value if it is a variable; never throws. */
  collect(value: unknown): void {
    try {
      if (isVar(value)) {
        evaluateVar(this, value);
      }
    } catch {
      // The writer evaluates the variable again and reports the error.
    }
  }

  evaluate(func: Func): void {
    if (this.results.has(func)) {
      return;
    }
    const pending = this.singleFlight.pending(func);
    if (pending !== undefined) {
      this.addCall(func, pending);
      return;
    }
    try {
      const value = this.call(func);
      if (isThenable(value)) {
        this.addCall(func, this.singleFlight.start(func, value));
      } else {
        this.results.set(func, { value });
        this.collect(value);
      }
    } catch (error) {
      this.results.set(func, { error });
    }
  }

  isFirstVisit(map: object): boolean {
    const isFirst = !this.collectedMaps.has(map);
    this.collectedMaps.add(map);
    return isFirst;
  }

  requireYield(): void {
    this.mustYield = true;
  }

  /**
   * Resolves when all async functions have settled or the deadline has passed.
   *
   * @param signal rejects the promise with the signal's reason
   * @returns true if the event loop had a turn meanwhile
   */
  async settle(signal?: AbortSignal): Promise<boolean> {
    if (this.mustYield) {
      await yieldToEventLoop();
    }
    this.collectSettled();
    if (this.calls.size === 0) {
      return this.mustYield;
    }
    let wake = () => {};
    const onChange = () => wake();
    const stopWaiting = () => {
      this.isPastDeadline = true;
      wake();
    };
    const timer = setTimeout(() => {
      // One more iteration of the loop delivers results that a blocking getter
      // has delayed beyond the deadline.
      void yieldToEventLoop().then(stopWaiting);
    }, this.deadline);
    signal?.addEventListener('abort', onChange);
    try {
      while (this.calls.size > 0 && !this.isPastDeadline) {
        signal?.throwIfAborted();
        const cancels = [...this.calls.keys()].map((call) =>
          call.onSettled(onChange),
        );
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        cancels.forEach((cancel) => cancel());
        this.collectSettled();
      }
      signal?.throwIfAborted();
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onChange);
    }
    return true;
  }

  /**
   * Returns the value of a function. A function that was published while others
   * were awaited is called now.
   *
   * @param warn receives a warning about the function, if there is one
   * @throws what the function threw, or an error that says it missed the
   *   deadline
   */
  valueOf(func: Func, warn?: (warning: string) => void): unknown {
    this.evaluate(func);
    const result = this.results.get(func)!;
    const outcome =
      result instanceof PendingCall ? this.outcomeOf(func, result) : result;
    const warning = this.warnings.get(func);
    if (warning !== undefined) {
      warn?.(warning);
    }
    if ('error' in outcome) {
      throw outcome.error;
    }
    return outcome.value;
  }

  /** True if the value of a function is the late result of an earlier call. */
  isStale(func: object): boolean {
    return this.stale.has(func);
  }

  /** Handles the rejection of a promise that nobody awaits. */
  ignore(promise: PromiseLike<unknown>): void {
    this.singleFlight.ignore(promise);
  }

  private call(func: Func): unknown {
    const start = performance.now();
    try {
      return func.value;
    } finally {
      const elapsed = performance.now() - start;
      if (elapsed > MAX_BLOCK_MS) {
        this.warnings.set(
          func,
          `blocked the event loop for ${Math.round(elapsed)} ms; compute the value elsewhere and expose the stored result`,
        );
      }
    }
  }

  private outcomeOf(func: Func, call: PendingCall): Outcome {
    if (call.outcome !== undefined) {
      return call.outcome;
    }
    call.isLate = true;
    const stale = this.singleFlight.staleResult(func);
    if (stale === undefined) {
      return { error: new Error(`no value within ${this.deadline} ms`) };
    }
    if ('value' in stale.outcome) {
      this.stale.add(func);
      this.collect(stale.outcome.value);
      this.warnings.set(
        func,
        `had no value within ${this.deadline} ms; the document has its last late result, ${Math.round(stale.age / 1000)} s old`,
      );
    }
    return stale.outcome;
  }

  /** Evaluates the functions in variables that async functions resolved to. */
  private collectSettled(): void {
    // The map grows during the loop when such a variable is async itself.
    for (const [call, depth] of this.calls) {
      const { outcome } = call;
      if (outcome !== undefined) {
        this.calls.delete(call);
        if ('value' in outcome && depth < MAX_DEPTH) {
          this.depth = depth + 1;
          this.collect(outcome.value);
          this.depth = 0;
        }
      }
    }
  }

  private addCall(func: Func, call: PendingCall): void {
    this.results.set(func, call);
    this.calls.set(call, this.depth);
  }
}
