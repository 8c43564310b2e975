import { Logger } from '@nestjs/common';
import { ExpvarRegistry } from 'nestjs-expvar';

/** @typedef {import('./bad-variable.mjs').BadVariable} BadVariable */

/** The fastest of several documents counts, because a machine may be busy. */
const TIMES = 5;

const MAX_MS = 200;
const MAX_HUGE_MS = 5;

/**
 * Finds the variables that take too long to fail.
 *
 * @param {readonly BadVariable[]} variables
 */
export async function* slowRejections(variables) {
  Logger.overrideLogger(false);
  for (const variable of variables) {
    if (variable.failures.length > 0 && !variable.isSlow) {
      const limit = variable.isHuge ? MAX_HUGE_MS : MAX_MS;
      const milliseconds = await fastestDocument(variable, limit);
      if (milliseconds > limit) {
        yield `${variable.name}: it takes ${milliseconds.toFixed(1)} ms, not ${limit}`;
      }
    }
  }
}

/**
 * Returns how many milliseconds a document of one variable takes.
 *
 * @param {BadVariable} variable
 * @param {number} limit ends the measurement
 */
async function fastestDocument({ name, make }, limit) {
  let fastest = Infinity;
  for (let i = 0; i < TIMES && fastest > limit; i++) {
    // A new one, because a registry caches much for the next document.
    const registry = new ExpvarRegistry();
    registry.publish(name, make(registry));
    const start = performance.now();
    await registry.render();
    fastest = Math.min(fastest, performance.now() - start);
  }
  return fastest;
}
