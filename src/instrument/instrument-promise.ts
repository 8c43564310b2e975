import type { MethodVars } from './method-vars.js';
import { Invocation } from './invocation.js';

/**
 * Watches a promise until it settles.
 *
 * @param start when the method was called: {@link MethodVars.now}
 * @returns one that settles in the same way
 */
export function instrumentPromise(
  promise: Promise<unknown>,
  vars: MethodVars,
  start: number,
): Promise<unknown> {
  vars.inFlight.add(1);
  // Not beside the one that is returned: a rejection that nobody handles would
  // count as handled, and V8 shows no asynchronous frames where a promise has
  // two reactions.
  return promise.then(
    (value) => {
      vars.inFlight.add(-1);
      vars.time(start);
      return value;
    },
    (error: unknown) => {
      vars.errors.add(1);
      vars.inFlight.add(-1);
      vars.time(start);
      throw error;
    },
  );
}

/** Whether another promise is as good: one that has no members of its own. */
export function isPlainPromise(promise: Promise<unknown>): boolean {
  return (
    Object.getPrototypeOf(promise) === Promise.prototype &&
    Object.keys(promise).length === 0
  );
}

/** Watches a promise until it settles, and leaves it as it is. */
export async function observePromise(
  promise: Promise<unknown>,
  vars: MethodVars,
  start: number,
): Promise<void> {
  const run = new Invocation(vars, start);
  try {
    await promise;
    run.end();
  } catch {
    run.fail();
  }
}
