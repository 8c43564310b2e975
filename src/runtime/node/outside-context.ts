import { AsyncResource } from 'node:async_hooks';

// Made while modules are loaded, when there is no store of anybody's yet.
const outside = new AsyncResource('nestjs-expvar');

/** Calls a function in the async context of no application. */
export function outsideContext(fn: () => void): void {
  outside.runInAsyncScope(fn);
}
