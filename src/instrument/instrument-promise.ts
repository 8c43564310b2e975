import { Invocation } from './invocation.js';
import type { MethodMetrics } from './method-metrics.js';

/**
 * Observes a promise until it settles.
 *
 * @param start the time of the call: {@link MethodMetrics.now}
 * @returns a promise that settles in the same way
 */
export function instrumentPromise(
  promise: Promise<unknown>,
  metrics: MethodMetrics,
  start: number,
): Promise<unknown> {
  metrics.inFlight.add(1);
  // The caller gets the derived promise. With a second reaction on the original
  // an unhandled rejection would count as handled, and V8 would leave out the
  // asynchronous frames of the stack trace.
  return promise.then(
    (value) => {
      metrics.inFlight.add(-1);
      metrics.recordLatency(start);
      return value;
    },
    (error: unknown) => {
      metrics.errors.add(1);
      metrics.inFlight.add(-1);
      metrics.recordLatency(start);
      throw error;
    },
  );
}

/** True for a plain Promise: returning promise.then(…) loses nothing. */
export function isPlainPromise(promise: Promise<unknown>): boolean {
  return (
    Object.getPrototypeOf(promise) === Promise.prototype &&
    Object.keys(promise).length === 0
  );
}

/**
 * True for a promise of a subclass that replaces `then`. `await` calls it, and
 * that starts the work of a lazy query.
 */
export function isLazyPromise(promise: Promise<unknown>): boolean {
  // The native method of another realm has the same text.
  return (
    promise.constructor !== Promise &&
    textOfThen(promise) !== textOfThen(Promise.prototype)
  );
}

function textOfThen(promise: object): string {
  return Function.prototype.toString.call(Reflect.get(promise, 'then'));
}

/** Observes a promise until it settles, without replacing it. */
export async function observePromise(
  promise: Promise<unknown>,
  metrics: MethodMetrics,
  start: number,
): Promise<void> {
  const invocation = new Invocation(metrics, start);
  try {
    await promise;
    invocation.end();
  } catch {
    invocation.fail();
  }
}
