import { AsyncResource } from 'node:async_hooks';

// Made while modules are loaded, when there is no store of anybody's yet. It can
// be used all the same once it is destroyed, and test runners that look for what
// keeps a process alive do not report it.
const outside = new AsyncResource('nestjs-expvar').emitDestroy();

/** Calls a function in the async context of no application. */
export function runInRootContext(fn: () => void): void {
  outside.runInAsyncScope(fn);
}
