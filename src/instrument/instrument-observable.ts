import { defer, type Observable } from 'rxjs';
import { finalize, tap } from 'rxjs/operators';
import { Invocation } from './invocation.js';
import type { MethodMetrics } from './method-metrics.js';

/**
 * Observes each subscription until it completes, fails or is unsubscribed.
 *
 * @returns an Observable of the same values
 */
export function instrumentObservable(
  observable: Observable<unknown>,
  metrics: MethodMetrics,
): Observable<unknown> {
  return defer(() => {
    const invocation = new Invocation(metrics);
    return observable.pipe(
      tap({ error: () => invocation.fail() }),
      finalize(() => invocation.end()),
    );
  });
}

/** The members that rxjs itself gives an Observable. */
const RXJS_KEYS: ReadonlySet<string> = new Set([
  '_isScalar',
  '_subscribe',
  'operator',
  'source',
]);

/**
 * True for an Observable that can be copied: it has no extra members and is not
 * of a subclass.
 */
export function isPlainObservable(observable: Observable<unknown>): boolean {
  const prototype = Object.getPrototypeOf(observable) as object;
  return (
    Object.getPrototypeOf(prototype) === Object.prototype &&
    Object.keys(observable).every((key) => RXJS_KEYS.has(key))
  );
}
