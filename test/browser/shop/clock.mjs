// Loaded before an application whose clocks a test controls: `SPEED` lets time
// pass faster, and `setClock` sets the wall clock.
import { performance, PerformanceEntry } from 'node:perf_hooks';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';

const speed = Number(process.env.SPEED ?? 1);
const realNow = performance.now.bind(performance);
const realWall = Date.now;
const start = realWall();

/** Milliseconds by which somebody has set the wall clock. */
let shift = 0;

/** @param {number} ms */
export function setClock(ms) {
  shift = ms;
}

Date.now = () => start + (realWall() - start) * speed + shift;

if (speed !== 1) {
  Object.defineProperty(performance, 'now', {
    value: () => realNow() * speed,
  });
  // The library compares the times of garbage collections with the clock.
  const startTime = Object.getOwnPropertyDescriptor(
    PerformanceEntry.prototype,
    'startTime',
  )?.get;
  Object.defineProperty(PerformanceEntry.prototype, 'startTime', {
    get() {
      return startTime?.call(this) * speed;
    },
  });
  const { setInterval, setTimeout } = timers;
  /** @param {typeof setTimeout | typeof setInterval} start */
  const faster =
    (start) =>
    /**
     * @param {() => void} callback
     * @param {number} ms
     * @param {unknown[]} rest
     */
    (callback, ms, ...rest) =>
      start(callback, ms / speed, ...rest);
  const changed = {
    setTimeout: faster(setTimeout),
    setInterval: faster(setInterval),
  };
  Object.assign(timers, changed);
  Object.assign(globalThis, changed);
  syncBuiltinESMExports();
}
