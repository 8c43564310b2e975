import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Defines `globalThis.gc`, in worker threads too. */
export function exposeGarbageCollection() {
  setFlagsFromString('--expose-gc');
  globalThis.gc ??= runInNewContext('gc');
}

/**
 * Collects all garbage. It takes several collections, because one finds some
 * objects dead that only the next one frees.
 */
export async function collectGarbage() {
  for (let i = 0; i < 5; i++) {
    globalThis.gc?.();
    await setImmediate();
  }
}
