import { defer, type Observable } from 'rxjs';
import { finalize, tap } from 'rxjs/operators';
import type { MethodVars } from './method-vars.js';
import { Run } from './run.js';

/**
 * Watches each subscription until it completes, fails or is ended.
 *
 * @returns an Observable of the same values
 */
export function watchedObservable(
  observable: Observable<unknown>,
  vars: MethodVars,
): Observable<unknown> {
  return defer(() => {
    const run = new Run(vars);
    return observable.pipe(
      tap({ error: () => run.fail() }),
      finalize(() => run.end()),
    );
  });
}
