import { AsyncResource } from 'node:async_hooks';

// Created while the package is loaded, when no AsyncLocalStorage has a store. A
// destroyed resource can still run functions, and test runners that search for
// open handles do not report it.
const rootContext = new AsyncResource('nestjs-expvar').emitDestroy();

/** Calls a function without the AsyncLocalStorage stores of the caller. */
export function runInRootContext(fn: () => void): void {
  rootContext.runInAsyncScope(fn);
}
