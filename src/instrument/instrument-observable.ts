import { defer, type Observable } from 'rxjs';
import { finalize, tap } from 'rxjs/operators';
import type { MethodVars } from './method-vars.js';
import { Invocation } from './invocation.js';

/**
 * Watches each subscription until it completes, fails or is ended.
 *
 * @returns an Observable of the same values
 */
export function instrumentObservable(
  observable: Observable<unknown>,
  vars: MethodVars,
): Observable<unknown> {
  return defer(() => {
    const run = new Invocation(vars);
    return observable.pipe(
      tap({ error: () => run.fail() }),
      finalize(() => run.end()),
    );
  });
}

/** What rxjs itself keeps in an Observable. */
const OWN_KEYS: ReadonlySet<string> = new Set([
  '_isScalar',
  '_subscribe',
  'operator',
  'source',
]);

/** Whether another is as good: one that has no members and no class of its own. */
export function isPlainObservable(observable: Observable<unknown>): boolean {
  const prototype = Object.getPrototypeOf(observable) as object;
  return (
    Object.getPrototypeOf(prototype) === Object.prototype &&
    Object.keys(observable).every((key) => OWN_KEYS.has(key))
  );
}
