import type { MethodVars } from './method-vars.js';
import { Invocation } from './invocation.js';

/** Says of a `then` of ours who looks on, and what was there before. */
const WATCH = Symbol('nestjs-expvar:watch');

interface Watching {
  readonly [WATCH]?: { readonly vars: MethodVars; readonly before: unknown };
}

type Settle = ((value: unknown) => unknown) | null | undefined;

/**
 * Watches what is awaited as a promise is, and is none, from when somebody
 * awaits it: many a query is not sent before.
 */
export function observeThenable(
  thenable: PromiseLike<unknown>,
  vars: MethodVars,
  start: number,
): void {
  const own = Object.getOwnPropertyDescriptor(thenable, 'then');
  const before = own?.value as unknown;
  if (isWatchedBy(vars, before)) {
    return; // It is given out again, and nobody has awaited it since.
  }
  const restore = () => {
    if (own === undefined) {
      delete (thenable as Partial<PromiseLike<unknown>>).then;
    } else {
      // oxlint-disable-next-line unicorn/no-thenable
      Object.defineProperty(thenable, 'then', own);
    }
  };
  const watch = (onValue: Settle, onError: Settle) => {
    restore();
    const run = new Invocation(vars, start);
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
  };
  // oxlint-disable-next-line unicorn/no-thenable
  Object.defineProperty(thenable, 'then', {
    configurable: true,
    writable: true,
    value: Object.assign(watch, { [WATCH]: { vars, before } }),
  });
}

function isWatchedBy(vars: MethodVars, then: unknown): boolean {
  let watch = (then as Watching | undefined)?.[WATCH];
  while (watch !== undefined && watch.vars !== vars) {
    watch = (watch.before as Watching | undefined)?.[WATCH];
  }
  return watch !== undefined;
}
