import { Logger } from '@nestjs/common';
import { ExpvarRegistry } from 'nestjs-expvar';

/** The least of so many is what it takes on a machine that is busy. */
const TIMES = 5;

const MAX_MS = 200;
const MAX_HUGE_MS = 5;

/**
 * What takes too long to reject.
 *
 * @param slack by how much the limits are stretched
 */
export async function* tooDear(kinds, slack = 1) {
  Logger.overrideLogger(false);
  for (const kind of kinds) {
    if (kind.failures.length > 0 && !kind.waits) {
      const limit = (kind.isHuge ? MAX_HUGE_MS : MAX_MS) * slack;
      const cost = await costOf(kind, limit);
      if (cost > limit) {
        yield `${kind.name}: it takes ${cost.toFixed(1)} ms, not ${limit}`;
      }
    }
  }
}

/** How long a document with this variable alone takes, in ms. */
async function costOf({ name, make }, limit) {
  let cost = Infinity;
  for (let i = 0; i < TIMES && cost > limit; i++) {
    // A new one, because much is kept from one document to the next.
    const registry = new ExpvarRegistry();
    registry.publish(name, make(registry));
    const start = performance.now();
    await registry.render();
    cost = Math.min(cost, performance.now() - start);
  }
  return cost;
}
