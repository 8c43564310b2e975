import { once } from 'node:events';
import { startProgram } from './programs.mjs';

/**
 * Starts a proxy for each application: one process for all those of a program.
 *
 * @param forwarded for each, the set-up and the application's port
 * @returns their ports, in the same order, and `stop`
 */
export async function startProxies(forwarded) {
  const ports = [];
  const stops = [];
  const stop = async () => {
    await Promise.all(stops.map((stopOne) => stopOne()));
  };
  const sites = forwarded.map(({ setUp, port }, index) => ({
    ...setUp,
    index,
    target: `127.0.0.1:${port}`,
  }));
  try {
    for (const program of new Set(sites.map((site) => site.program))) {
      const own = sites.filter((site) => site.program === program);
      const started = await (program === undefined
        ? serveAll(own)
        : startProgram(program, own));
      stops.push(started.stop);
      own.forEach(({ index }, i) => (ports[index] = started.ports[i]));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { ports, stop };
}

/** The proxies that run in this process. */
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
