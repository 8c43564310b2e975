import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** Consecutive ports of 127.0.0.1 that were free a moment ago. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const servers = [createServer().listen(0, '127.0.0.1')];
    await once(servers[0]!, 'listening');
    const first = (servers[0]!.address() as AddressInfo).port;
    for (let i = 1; i < count; i++) {
      servers.push(createServer().listen(first + i, '127.0.0.1'));
    }
    const taken = await Promise.all(
      servers.slice(1).map((server) =>
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
