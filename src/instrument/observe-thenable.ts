import { Invocation } from './invocation.js';
import type { MethodMetrics } from './method-metrics.js';

/**
 * Marks a `then` that observes, with its metrics and the method it replaces.
 */
const OBSERVES = Symbol('nestjs-expvar:observes');

interface Observing {
  readonly [OBSERVES]?: {
    readonly metrics: MethodMetrics;
    readonly replaced: unknown;
  };
}

type Callback = ((value: unknown) => unknown) | null | undefined;

/** The methods of a promise, each of which starts the work of a lazy query. */
const METHODS = ['then', 'catch', 'finally'] as const;

/**
 * Observes a thenable that is not a promise, from the time when it is awaited.
 * Many query builders send the query only then.
 */
export function observeThenable(
  thenable: PromiseLike<unknown>,
  metrics: MethodMetrics,
  start: number,
): void {
  const descriptors = METHODS.map((method) =>
    Object.getOwnPropertyDescriptor(thenable, method),
  );
  const replaced: unknown = descriptors[0]?.value;
  if (isObservedBy(metrics, replaced)) {
    return; // The method returned the same thenable again before it was awaited.
  }
  const restore = () => {
    for (const [i, method] of METHODS.entries()) {
      const descriptor = descriptors[i];
      if (descriptor === undefined) {
        delete (thenable as Partial<Promise<unknown>>)[method];
      } else {
        Object.defineProperty(thenable, method, descriptor);
      }
    }
  };
  const then = (onValue?: Callback, onError?: Callback) => {
    restore();
    const invocation = new Invocation(metrics, start);
    try {
      return thenable.then(
        (value) => {
          invocation.end();
          return typeof onValue === 'function' ? onValue(value) : value;
        },
        (error: unknown) => {
          invocation.fail();
          if (typeof onError === 'function') {
            return onError(error);
          }
          throw error;
        },
      );
    } catch (error) {
      invocation.fail();
      throw error;
    }
  };
  const define = (method: string, value: unknown) => {
    Object.defineProperty(thenable, method, {
      configurable: true,
      writable: true,
      value,
    });
  };
  define('then', Object.assign(then, { [OBSERVES]: { metrics, replaced } }));
  const { catch: onCatch, finally: onFinally } = thenable as Partial<
    Promise<unknown>
  >;
  if (typeof onCatch === 'function') {
    define('catch', (onError?: Callback) => then(undefined, onError));
  }
  if (typeof onFinally === 'function') {
    define('finally', (callback?: (() => unknown) | null) =>
      then(
        async (value) => {
          await callback?.();
          return value;
        },
        async (error) => {
          await callback?.();
          throw error;
        },
      ),
    );
  }
}

function isObservedBy(metrics: MethodMetrics, then: unknown): boolean {
  let observing = (then as Observing | undefined)?.[OBSERVES];
  while (observing !== undefined && observing.metrics !== metrics) {
    observing = (observing.replaced as Observing | undefined)?.[OBSERVES];
  }
  return observing !== undefined;
}
