import { setImmediate } from 'node:timers/promises';
import { cpuMicroseconds } from './measure.mjs';

const INTERVAL_MS = 20;
const IDLE_MICROSECONDS = 500;

/**
 * Resolves when the heap is collected and the other threads of the engine are
 * idle. Their CPU time would count for the next measurement.
 */
export async function atRest() {
  globalThis.gc?.();
  let ofOtherThreads;
  do {
    await setImmediate();
    const start = cpuMicroseconds();
    const elapsed = spin();
    ofOtherThreads = cpuMicroseconds() - start - elapsed;
  } while (ofOtherThreads > IDLE_MICROSECONDS);
}

/**
 * Waits without sleeping, because a processor is slower after it has slept.
 *
 * @returns the time in microseconds
 */
function spin() {
  const start = performance.now();
  let elapsed;
  do {
    elapsed = performance.now() - start;
  } while (elapsed < INTERVAL_MS);
  return elapsed * 1000;
}
