import { setImmediate } from 'node:timers/promises';
import { cpuMicroseconds } from '../measure.mjs';

const INTERVAL_MS = 20;
const IDLE_MICROSECONDS = 500;

/**
 * Resolves when the heap is collected and the engine's own threads have
 * finished, whose CPU time would be taken for that of what is measured next.
 */
export async function atRest() {
  globalThis.gc();
  let ofOtherThreads;
  do {
    await setImmediate();
    const start = cpuMicroseconds();
    const elapsed = spin();
    ofOtherThreads = cpuMicroseconds() - start - elapsed;
  } while (ofOtherThreads > IDLE_MICROSECONDS);
}

/**
 * Waits without sleeping, from which a processor would come back slower.
 *
 * @returns for how many microseconds
 */
function spin() {
  const start = performance.now();
  let elapsed;
  do {
    elapsed = performance.now() - start;
  } while (elapsed < INTERVAL_MS);
  return elapsed * 1000;
}
