import type { MethodVars } from './method-vars.js';
import { Run } from './run.js';

type Settle = ((value: unknown) => unknown) | null | undefined;

/**
 * Watches what is awaited as a promise is, and is none, from when somebody
 * awaits it: many a query is not sent before.
 */
export function watchThenable(
  thenable: PromiseLike<unknown>,
  vars: MethodVars,
  start: number,
): void {
  const own = Object.getOwnPropertyDescriptor(thenable, 'then');
  // oxlint-disable-next-line unicorn/no-thenable
  Object.defineProperty(thenable, 'then', {
    configurable: true,
    writable: true,
    value(onValue: Settle, onError: Settle) {
      if (own === undefined) {
        delete (thenable as Partial<PromiseLike<unknown>>).then;
      } else {
        // oxlint-disable-next-line unicorn/no-thenable
        Object.defineProperty(thenable, 'then', own);
      }
      const run = new Run(vars, start);
      try {
        return thenable.then(
          (value) => {
            run.end();
            return typeof onValue === 'function' ? onValue(value) : value;
          },
          (error: unknown) => {
            run.fail();
            if (typeof onError === 'function') {
              return onError(error);
            }
            throw error;
          },
        );
      } catch (error) {
        run.fail();
        throw error;
      }
    },
  });
}
