import { types } from 'node:util';
import { isObservable } from 'rxjs';
import type { MethodVars } from './method-vars.js';
import { watchGenerator } from './watch-generator.js';
import { watchThenable } from './watch-thenable.js';
import { isPlainObservable, watchedObservable } from './watched-observable.js';
import { isPlain, watchedPromise, watchPromise } from './watched-promise.js';

/**
 * Watches what a method has returned, where that goes on.
 *
 * @param start when the method was called: {@link MethodVars.now}
 * @returns what to return in its place
 */
export function watched(
  result: object,
  vars: MethodVars,
  start: number,
): unknown {
  try {
    if (result instanceof Promise) {
      if (isPlain(result)) {
        return watchedPromise(result, vars, start);
      }
      void watchPromise(result, vars, start);
      return result;
    }
    const { then, next, [Symbol.toStringTag]: tag } = result as Members;
    if (typeof then === 'function') {
      watchThenable(result as PromiseLike<unknown>, vars, start);
      return result;
    }
    if (typeof next === 'function') {
      if (tag === 'Generator' || tag === 'AsyncGenerator') {
        watchGenerator(result as Parameters<typeof watchGenerator>[0], vars);
        return result;
      }
      // A Subject, which others push into: it is kept as it is.
    } else if (isObservable(result) && isPlainObservable(result)) {
      return watchedObservable(result, vars);
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
