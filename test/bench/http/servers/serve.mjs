import { subscribe } from 'node:diagnostics_channel';
import { cpuMicroseconds } from '../../measure.mjs';

const INCREMENTS_PER_REQUEST = 10;

/** Tells the parent where the page is, and from then on what it costs. */
export function ready(url) {
  process.on('message', () => process.send(cpuMicroseconds()));
  process.on('disconnect', () => process.exit());
  process.send(url);
}

/**
 * Increments some variables at each request, so that no two documents are the
 * same. All kinds of servers do it in the same way.
 */
export function keepChanging(variables, increment) {
  let next = 0;
  subscribe('http.server.request.start', () => {
    for (let i = 0; i < INCREMENTS_PER_REQUEST; i++) {
      increment(variables[next]);
      next = next + 1 < variables.length ? next + 1 : 0;
    }
  });
}
