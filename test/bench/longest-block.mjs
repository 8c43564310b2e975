import { atRest } from './at-rest.mjs';
import { cpuMicroseconds } from './measure.mjs';

/**
 * Returns the longest time in milliseconds for which nothing else could run.
 * It is CPU time, which other processes of the machine do not lengthen.
 *
 * @param {() => Promise<unknown>} work
 */
export async function longestBlock(work) {
  await atRest();
  let longest = 0;
  let last = cpuMicroseconds();
  const measureBlock = () => {
    const now = cpuMicroseconds();
    longest = Math.max(longest, now - last);
    last = now;
  };
  let timer = setImmediate(function next() {
    measureBlock();
    timer = setImmediate(next);
  });
  await work();
  measureBlock();
  clearImmediate(timer);
  return longest / 1000;
}
