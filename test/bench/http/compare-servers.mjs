import { shuffled } from '../measure.mjs';
import { isSmoke, sized } from '../../support/smoke.mjs';
import { assertVariables } from './assert-variables.mjs';
import { openLoad } from './load-generator.mjs';

/**
 * After this the engine has compiled all that it will. Warming up ends with
 * whichever comes first.
 */
const WARM_UP_REQUESTS = 12_000;
const WARM_UP_CPU_SECONDS = 3;
/**
 * Rounds are short, so that whatever slows the machine down slows all servers
 * down. In a smoke run each connection sends one request.
 */
const ROUND_MS = sized(50, 0);

/**
 * @typedef {Awaited<ReturnType<typeof import('./processes.mjs').startNode>>} Server
 * @typedef {Awaited<ReturnType<typeof openLoad>>} Load
 *
 * @typedef {object} Measured
 * @property {string} name
 * @property {Server} server
 * @property {Load} load
 * @property {number} cpu in microseconds
 * @property {number} requests
 * @property {number} seconds
 */

/**
 * Measures servers under load against each other, in shuffled rounds, and stops
 * them.
 *
 * @template {string} Name
 * @param {Record<Name, Promise<Server>>} starting
 * @param {{ rounds?: number }} [options]
 * @returns {Promise<Record<Name, { cpu: number, throughput: number }>>} the
 *   CPU time of a request in microseconds and the requests per second, over all
 *   rounds. A median of rounds would leave out most garbage collections, and be
 *   one of two figures on a machine with two speeds.
 */
export async function compareServers(starting, { rounds = 16 } = {}) {
  const cases = await Promise.all(
    Object.entries(starting).map(async ([name, promise]) => {
      const server = await /** @type {Promise<Server>} */ (promise);
      await assertVariables(server);
      const load = await openLoad(server.url);
      return { name, server, load, cpu: 0, requests: 0, seconds: 0 };
    }),
  );
  if (!isSmoke) {
    await Promise.all(cases.map(warmUp));
  }
  for (let round = 0; round < sized(rounds, 1); round++) {
    for (const measured of shuffled(cases)) {
      await measureRound(measured);
    }
  }
  for (const { load, server } of cases) {
    load.close();
    await server.stop();
  }
  return /** @type {Record<Name, { cpu: number, throughput: number }>} */ (
    Object.fromEntries(
      cases.map(({ name, cpu, requests, seconds }) => [
        name,
        { cpu: cpu / requests, throughput: requests / seconds },
      ]),
    )
  );
}

/** @param {Measured} measured */
async function warmUp({ server, load }) {
  const end = (await server.cpu()) + WARM_UP_CPU_SECONDS * 1e6;
  let sent = 0;
  while (sent < WARM_UP_REQUESTS && (await server.cpu()) < end) {
    const { requests } = await load.run(ROUND_MS);
    sent += requests;
  }
}

/** @param {Measured} measured */
async function measureRound(measured) {
  const { server, load } = measured;
  const before = await server.cpu();
  const { requests, seconds } = await load.run(ROUND_MS);
  measured.cpu += (await server.cpu()) - before;
  measured.requests += requests;
  measured.seconds += seconds;
}
