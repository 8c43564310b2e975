import { messages } from '../expvar.messages.js';
import { isThenable } from '../vars/is-thenable.js';
import type { VarEvaluator } from '../vars/var-evaluator.js';
import { evaluateVar, isVar, type Var } from '../vars/var.js';
import { Flight, type Settled } from './flight.js';
import { nextTurn } from './next-turn.js';

type Func = { readonly value: unknown };

/**
 * The values of the function variables of one document. Each function is
 * called once, all before any is awaited; async ones share one deadline.
 */
export class Evaluations implements VarEvaluator {
  private readonly outcomes = new Map<Func, Settled | Flight>();
  private readonly pending: Flight[] = [];
  private readonly collected = new Set<Flight>();
  private isTurnAwaited = false;

  /**
   * @param flights the unsettled calls of the whole registry: a function whose
   * last call is among them is not called again
   * @param deadline how long to wait for async functions, in milliseconds
   */
  constructor(
    private readonly flights: WeakMap<Func, Flight>,
    private readonly deadline: number,
  ) {}

  /** Evaluates the functions in a variable; never throws. */
  collect(variable: Var): void {
    try {
      evaluateVar(this, variable);
    } catch {
      // What was missed is evaluated, and reported, when it is written.
    }
  }

  evaluate(func: Func): void {
    if (this.outcomes.has(func)) {
      return;
    }
    const flight = this.flights.get(func);
    if (flight !== undefined) {
      this.await(func, flight);
      return;
    }
    try {
      const { value } = func;
      if (isThenable(value)) {
        const started = new Flight(value, () => this.flights.delete(func));
        this.flights.set(func, started);
        this.await(func, started);
      } else {
        this.outcomes.set(func, { value });
        if (isVar(value)) {
          this.collect(value);
        }
      }
    } catch (error) {
      this.outcomes.set(func, { error });
    }
  }

  awaitTurn(): void {
    this.isTurnAwaited = true;
  }

  /**
   * Resolves when all have settled or the deadline has passed.
   *
   * @returns whether there was anything to wait for
   */
  async settled(): Promise<boolean> {
    if (this.isTurnAwaited) {
      await nextTurn();
    }
    let isOver = false;
    let wake = () => {};
    let timer: NodeJS.Timeout | undefined;
    for (;;) {
      this.collectSettled();
      const unsettled = this.pending.filter((flight) => !flight.settled);
      if (isOver || unsettled.length === 0) {
        clearTimeout(timer);
        return this.isTurnAwaited || timer !== undefined;
      }
      // One more turn of the loop, because a getter that blocked it may have
      // kept the others' results waiting to be delivered.
      timer ??= setTimeout(
        () =>
          setImmediate(() => {
            isOver = true;
            wake();
          }),
        this.deadline,
      );
      await new Promise<void>((resolve) => {
        const forgets = unsettled.map((flight) =>
          flight.onSettled(() => wake()),
        );
        wake = () => {
          for (const forget of forgets) {
            forget();
          }
          resolve();
        };
      });
    }
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
    const settled = outcome instanceof Flight ? outcome.settled : outcome;
    if (settled === undefined) {
      throw new Error(messages.deadline(this.deadline));
    }
    if ('error' in settled) {
      throw settled.error;
    }
    return settled.value;
  }

  /** Evaluates the functions in variables that async functions have given. */
  private collectSettled(): void {
    // Grows while it is walked, by the async functions among them.
    for (const flight of this.pending) {
      const { settled } = flight;
      if (settled !== undefined && !this.collected.has(flight)) {
        this.collected.add(flight);
        if ('value' in settled && isVar(settled.value)) {
          this.collect(settled.value);
        }
      }
    }
  }

  private await(func: Func, flight: Flight): void {
    this.outcomes.set(func, flight);
    this.pending.push(flight);
  }
}
