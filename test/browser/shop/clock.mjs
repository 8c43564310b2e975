// Loaded before an application whose clocks a test controls: `SPEED` lets time
// pass faster, and `setClock` sets the wall clock.
import { performance } from 'node:perf_hooks';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';

const speed = Number(process.env.SPEED ?? 1);
const realNow = performance.now.bind(performance);
const realWall = Date.now;
const start = realWall();

/** Milliseconds by which somebody has set the wall clock. */
let shift = 0;

export function setClock(ms) {
  shift = ms;
}

Date.now = () => start + (realWall() - start) * speed + shift;

if (speed !== 1) {
  Object.defineProperty(performance, 'now', {
    value: () => realNow() * speed,
  });
  const { setInterval, setTimeout } = timers;
  timers.setTimeout = (callback, ms, ...rest) =>
    setTimeout(callback, ms / speed, ...rest);
  timers.setInterval = (callback, ms, ...rest) =>
    setInterval(callback, ms / speed, ...rest);
  globalThis.setTimeout = timers.setTimeout;
  globalThis.setInterval = timers.setInterval;
  syncBuiltinESMExports();
}
