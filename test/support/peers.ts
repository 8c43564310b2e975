import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Makes every connection look as if it came from an address. */
export function pretendPeer(server: unknown, address: string | undefined) {
  (server as Server).on('connection', (socket: Socket) => {
    Object.defineProperty(socket, 'remoteAddress', { value: address });
  });
}
