import { performance } from 'node:perf_hooks';
import { MAX_DEPTH } from '../encoding/limits.js';
import { messages } from '../expvar.messages.js';
import { isThenable } from '../support/is-thenable.js';
import type { VarEvaluator } from '../vars/var-evaluator.js';
import { evaluateVar, isVar } from '../vars/var.js';
import { PendingCall, type Settled } from './pending-call.js';
import type { SingleFlight, Func } from './single-flight.js';
import { yieldToEventLoop } from '../support/yield-to-event-loop.js';

/** A function that holds the event loop for longer is spoken of, in ms. */
const MAX_BLOCK_MS = 50;

/**
 * The values of the function variables of one document. Each function is
 * called once, all before any is awaited; async ones share one deadline.
 */
export class FuncEvaluation implements VarEvaluator {
  /** What the log should say of functions that have a value all the same. */
  readonly warnings = new Map<Func, string>();
  private readonly outcomes = new Map<Func, Settled | PendingCall>();
  /** With how many async functions led to each. */
  private readonly pending = new Map<PendingCall, number>();
  private readonly maps = new Set<object>();
  private depth = 0;
  private readonly collected = new Set<PendingCall>();
  private isTurnAwaited = false;
  private isOver = false;
  private wake = () => {};

  /**
   * @param calls those of the whole registry: a function whose last call has
   * not settled is not called again
   * @param deadline how long to wait for async functions, in milliseconds
   */
  constructor(
    private readonly calls: SingleFlight,
    private readonly deadline: number,
  ) {}

  /** Evaluates the functions in a value, if it is a variable; never throws. */
  collect(value: unknown): void {
    try {
      if (isVar(value)) {
        evaluateVar(this, value);
      }
    } catch {
      // What was missed is evaluated, and reported, when it is written.
    }
  }

  evaluate(func: Func): void {
    if (this.outcomes.has(func)) {
      return;
    }
    const flight = this.calls.pending(func);
    if (flight !== undefined) {
      this.waitFor(func, flight);
      return;
    }
    try {
      const value = this.call(func);
      if (isThenable(value)) {
        this.waitFor(func, this.calls.start(func, value));
      } else {
        this.outcomes.set(func, { value });
        this.collect(value);
      }
    } catch (error) {
      this.outcomes.set(func, { error });
    }
  }

  isNew(map: object): boolean {
    const isNew = !this.maps.has(map);
    this.maps.add(map);
    return isNew;
  }

  awaitTurn(): void {
    this.isTurnAwaited = true;
  }

  /**
   * Resolves when all have settled or the deadline has passed.
   *
   * @param signal makes it reject, with the signal's reason
   * @returns whether there was anything to wait for
   */
  async settled(signal?: AbortSignal): Promise<boolean> {
    if (this.isTurnAwaited) {
      await yieldToEventLoop();
    }
    this.collectSettled();
    if (this.unsettled().length === 0) {
      return this.isTurnAwaited;
    }
    // One more turn of the loop, because a getter that blocked it may have
    // kept the others' results waiting to be delivered.
    const timer = setTimeout(
      () => setImmediate(() => this.stopWaiting()),
      this.deadline,
    );
    const abort = () => this.wake();
    signal?.addEventListener('abort', abort);
    try {
      await this.settledOrOver(signal);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
    return true;
  }

  private async settledOrOver(signal: AbortSignal | undefined): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      const unsettled = this.unsettled();
      if (this.isOver || unsettled.length === 0) {
        return;
      }
      await new Promise<void>((resolve) => {
        const forgets = unsettled.map((flight) =>
          flight.onSettled(() => this.wake()),
        );
        this.wake = () => {
          for (const forget of forgets) {
            forget();
          }
          resolve();
        };
      });
      this.collectSettled();
    }
  }

  private stopWaiting(): void {
    this.isOver = true;
    this.wake();
  }

  private unsettled(): PendingCall[] {
    return [...this.pending.keys()].filter(
      (flight) => flight.settled === undefined,
    );
  }

  /** Told of a promise that is not awaited. */
  ignore(promise: PromiseLike<unknown>): void {
    this.calls.ignore(promise);
  }

  /**
   * The value of a function.
   *
   * @throws what it threw, or an error that says it missed the deadline
   */
  valueOf(func: Func): unknown {
    // A function that came in while the others were awaited is called now.
    this.evaluate(func);
    const outcome = this.outcomes.get(func)!;
    const settled =
      outcome instanceof PendingCall ? this.settledOf(func, outcome) : outcome;
    if ('error' in settled) {
      throw settled.error;
    }
    return settled.value;
  }

  private call(func: Func): unknown {
    const start = performance.now();
    try {
      return func.value;
    } finally {
      const took = performance.now() - start;
      if (took > MAX_BLOCK_MS) {
        this.warnings.set(func, messages.blocked(Math.round(took)));
      }
    }
  }

  private settledOf(func: Func, flight: PendingCall): Settled {
    if (flight.settled !== undefined) {
      return flight.settled;
    }
    flight.isLate = true;
    const late = this.calls.staleResult(func);
    if (late === undefined) {
      throw new Error(messages.deadline(this.deadline));
    }
    if ('value' in late.settled) {
      this.collect(late.settled.value);
      this.warnings.set(func, messages.late(this.deadline, late.age));
    }
    return late.settled;
  }

  /** Evaluates the functions in variables that async functions have given. */
  private collectSettled(): void {
    // Grows while it is walked, by the async functions among them.
    for (const [flight, depth] of this.pending) {
      const { settled } = flight;
      if (settled !== undefined && !this.collected.has(flight)) {
        this.collected.add(flight);
        if ('value' in settled && depth < MAX_DEPTH) {
          this.depth = depth + 1;
          this.collect(settled.value);
          this.depth = 0;
        }
      }
    }
  }

  private waitFor(func: Func, flight: PendingCall): void {
    this.outcomes.set(func, flight);
    this.pending.set(flight, this.depth);
  }
}
