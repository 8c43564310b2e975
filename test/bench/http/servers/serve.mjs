import { subscribe } from 'node:diagnostics_channel';
import { cpuMicroseconds } from '../../measure.mjs';

const INCREMENTS_PER_REQUEST = 10;

/**
 * Sends the URL to the parent, and the CPU time so far whenever the parent asks.
 *
 * @param {string | undefined} url
 */
export function ready(url) {
  process.on('message', () => process.send?.(cpuMicroseconds()));
  process.on('disconnect', () => process.exit());
  process.send?.(url);
}

/**
 * Increments some variables at each request, so that no two documents are the
 * same. All servers do it in the same way.
 *
 * @template T
 * @param {readonly T[]} variables
 * @param {(variable: T) => void} increment
 */
export function keepChanging(variables, increment) {
  let next = 0;
  subscribe('http.server.request.start', () => {
    for (let i = 0; i < INCREMENTS_PER_REQUEST; i++) {
      const variable = variables[next];
      if (variable !== undefined) {
        increment(variable);
      }
      next = next + 1 < variables.length ? next + 1 : 0;
    }
  });
}
