import { performance } from 'node:perf_hooks';

/** Reads a clock that nobody sets back, in milliseconds. */
export function monotonicNow(): number {
  return performance.now();
}
