import { once } from 'node:events';
import { portOf } from '../support/port-of.mjs';
import { startProgram } from './programs.mjs';

/** @typedef {{ target: string, serve: (target: string) => import('node:net').Server }} ServedSite */

/**
 * Starts a proxy for each application. Proxies of the same program share a
 * process.
 *
 * @param {{ setUp: Pick<import('./set-ups.mjs').SetUp, 'program' | 'block' | 'serve'>, port: number }[]} forwarded
 *   the set-up and the application's port for each proxy
 * @returns {Promise<import('./programs.mjs').Started>} the ports in the same order
 */
export async function startProxies(forwarded) {
  /** @type {number[]} */
  const ports = [];
  /** @type {(() => Promise<void>)[]} */
  const stops = [];
  const stop = async () => {
    await Promise.all(stops.map((stopProgram) => stopProgram()));
  };
  const sites = forwarded.map(({ setUp, port }, index) => ({
    ...setUp,
    index,
    target: `127.0.0.1:${port}`,
  }));
  try {
    for (const program of new Set(sites.map((site) => site.program))) {
      const sitesOfProgram = sites.filter((site) => site.program === program);
      const started = await (program === undefined
        ? serveAll(/** @type {ServedSite[]} */ (sitesOfProgram))
        : startProgram(
            program,
            /** @type {import('./programs.mjs').ProxiedSite[]} */ (
              sitesOfProgram
            ),
          ));
      stops.push(started.stop);
      sitesOfProgram.forEach(
        ({ index }, i) => (ports[index] = started.ports[i] ?? 0),
      );
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { ports, stop };
}

/**
 * Starts the proxies that run in this process.
 *
 * @param {ServedSite[]} sites
 * @returns {Promise<import('./programs.mjs').Started>}
 */
async function serveAll(sites) {
  const servers = sites.map(({ serve, target }) =>
    serve(target).listen(0, '127.0.0.1'),
  );
  await Promise.all(servers.map((server) => once(server, 'listening')));
  return {
    ports: servers.map(portOf),
    async stop() {
      await Promise.all(servers.map((server) => once(server.close(), 'close')));
    },
  };
}
