import { compareServers } from '../http/compare-servers.mjs';
import { startNode } from '../http/processes.mjs';
import { report, shuffled } from '../measure.mjs';
import { sized } from '../../support/smoke.mjs';

/**
 * Processes of one program differ by more than the effect that is measured:
 * some take a quarter longer all their life. So the fastest of several counts.
 */
const PROCESSES = sized(4, 1);

const REQUESTS = { ours: 'counted', peer: 'uncounted', again: 'uncounted' };

// In random order, because processes that start first stay slower.
const starting = shuffled(
  Object.entries(REQUESTS).flatMap(([role, requests]) =>
    Array.from({ length: PROCESSES }, (_, i) => ({
      name: `${role}${i}`,
      requests,
    })),
  ),
).map(
  ({ name, requests }) =>
    /** @type {const} */ ([name, startNode('nest-hello.mjs', 0, requests)]),
);
const servers = await compareServers(Object.fromEntries(starting));

/** @param {keyof typeof REQUESTS} role */
function leastCpuOf(role) {
  const measured = Array.from(
    { length: PROCESSES },
    (_, i) => servers[`${role}${i}`]?.cpu ?? NaN,
  );
  return Math.min(...measured);
}

report({
  'Hello World on Fastify with http: true / without': {
    ours: leastCpuOf('ours'),
    peer: leastCpuOf('peer'),
    again: leastCpuOf('again'),
  },
});
