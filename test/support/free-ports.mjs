import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that systems give to clients, which come and go meanwhile. */
const LOWEST = 10_000;
const HIGHEST = 32_000;

/**
 * Finds consecutive ports of 127.0.0.1 that were free a moment ago.
 *
 * @param {number} count
 * @returns {Promise<number>} the first of the ports
 */
export async function freePorts(count) {
  for (;;) {
    const first = randomInt(LOWEST, HIGHEST);
    const servers = Array.from({ length: count }, (_, i) =>
      createServer().listen(first + i, '127.0.0.1'),
    );
    const taken = await Promise.all(
      servers.map((server) =>
        once(server, 'listening').then(
          () => false,
          () => true,
        ),
      ),
    );
    await Promise.all(
      servers
        .filter((server) => server.listening)
        .map((server) => once(server.close(), 'close')),
    );
    if (!taken.includes(true)) {
      return first;
    }
  }
}
