import { once } from 'node:events';
import { startProgram } from './programs.mjs';

/**
 * Starts a proxy for each application. Proxies of the same program share a
 * process.
 *
 * @param forwarded the set-up and the application's port for each proxy
 * @returns the ports in the same order, and `stop`
 */
export async function startProxies(forwarded) {
  const ports = [];
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
        ? serveAll(sitesOfProgram)
        : startProgram(program, sitesOfProgram));
      stops.push(started.stop);
      sitesOfProgram.forEach(
        ({ index }, i) => (ports[index] = started.ports[i]),
      );
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { ports, stop };
}

/** Starts the proxies that run in this process. */
async function serveAll(sites) {
  const servers = sites.map(({ serve, target }) =>
    serve(target).listen(0, '127.0.0.1'),
  );
  await Promise.all(servers.map((server) => once(server, 'listening')));
  return {
    ports: servers.map((server) => server.address().port),
    async stop() {
      await Promise.all(servers.map((server) => once(server.close(), 'close')));
    },
  };
}
