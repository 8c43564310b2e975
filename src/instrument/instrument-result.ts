import { types } from 'node:util';
import { isObservable } from 'rxjs';
import {
  instrumentObservable,
  isPlainObservable,
} from './instrument-observable.js';
import {
  instrumentPromise,
  isLazyPromise,
  isPlainPromise,
  observePromise,
} from './instrument-promise.js';
import type { MethodMetrics } from './method-metrics.js';
import { observeGenerator } from './observe-generator.js';
import { observeThenable } from './observe-thenable.js';

/**
 * Observes the result of a method whose call continues after the method has
 * returned.
 *
 * @param start the time of the call: {@link MethodMetrics.now}
 * @returns the value to return to the caller
 */
export function instrumentResult(
  result: object,
  metrics: MethodMetrics,
  start: number,
): unknown {
  try {
    // Promises of another realm are not instances of this realm's Promise.
    if (types.isPromise(result)) {
      if (isPlainPromise(result)) {
        return instrumentPromise(result, metrics, start);
      }
      if (isLazyPromise(result)) {
        observeThenable(result, metrics, start);
        return result;
      }
      void observePromise(result, metrics, start);
      return result;
    }
    const { then, [Symbol.toStringTag]: tag } = result as Members;
    if (typeof then === 'function') {
      observeThenable(result as PromiseLike<unknown>, metrics, start);
      return result;
    }
    // The tag is compared first, because that is faster.
    if (
      (tag === 'Generator' || tag === 'AsyncGenerator') &&
      types.isGeneratorObject(result)
    ) {
      observeGenerator(result, metrics);
      return result;
    }
    // A Subject is returned unchanged, because its producer uses the same object.
    if (isObservable(result) && isPlainObservable(result)) {
      return instrumentObservable(result, metrics);
    }
  } catch {
    // The result is frozen, or a Proxy whose trap throws.
  }
  metrics.recordLatency(start);
  return result;
}

/**
 * True for an async method, which returns a new plain promise for each call.
 */
export function isAsync(method: Function): boolean {
  return types.isAsyncFunction(method) && !types.isGeneratorFunction(method);
}

interface Members {
  readonly then?: unknown;
  readonly [Symbol.toStringTag]?: unknown;
}
