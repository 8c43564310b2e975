import { types } from 'node:util';
import { isObservable } from 'rxjs';
import type { MethodVars } from './method-vars.js';
import { observeGenerator } from './observe-generator.js';
import { observeThenable } from './observe-thenable.js';
import {
  isPlainObservable,
  instrumentObservable,
} from './instrument-observable.js';
import {
  isPlainPromise,
  instrumentPromise,
  observePromise,
} from './instrument-promise.js';

/**
 * Watches what a method has returned, where that goes on.
 *
 * @param start when the method was called: {@link MethodVars.now}
 * @returns what to return in its place
 */
export function instrumentResult(
  result: object,
  vars: MethodVars,
  start: number,
): unknown {
  try {
    if (result instanceof Promise) {
      if (isPlainPromise(result)) {
        return instrumentPromise(result, vars, start);
      }
      void observePromise(result, vars, start);
      return result;
    }
    const { then, next, [Symbol.toStringTag]: tag } = result as Members;
    if (typeof then === 'function') {
      observeThenable(result as PromiseLike<unknown>, vars, start);
      return result;
    }
    if (typeof next === 'function') {
      if (tag === 'Generator' || tag === 'AsyncGenerator') {
        observeGenerator(
          result as Parameters<typeof observeGenerator>[0],
          vars,
        );
        return result;
      }
      // A Subject, which others push into: it is kept as it is.
    } else if (isObservable(result) && isPlainObservable(result)) {
      return instrumentObservable(result, vars);
    }
  } catch {
    // It does not let itself be looked at, or changed.
  }
  vars.time(start);
  return result;
}

/**
 * Whether a method is an async one, which returns a new promise each time, and
 * nothing that only looks like one.
 */
export function isAsync(method: Function): boolean {
  return types.isAsyncFunction(method) && !types.isGeneratorFunction(method);
}

interface Members {
  readonly then?: unknown;
  readonly next?: unknown;
  readonly [Symbol.toStringTag]?: unknown;
}
