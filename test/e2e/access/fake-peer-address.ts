import { subscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

const addresses = new Map<number, string | undefined>();

// The channel reports the sockets of every server of this process.
subscribe('net.server.socket', (message) => {
  const { socket } = message as { socket: Socket };
  Object.defineProperty(socket, 'remoteAddress', {
    get: () =>
      addresses.has(socket.remotePort!)
        ? addresses.get(socket.remotePort!)
        : (Reflect.get(Socket.prototype, 'remoteAddress', socket) as unknown),
  });
});

/**
 * Makes a client's connection look as if it came from an address. Call it before
 * the client sends anything.
 */
export function fakePeerAddress(
  address: string | undefined,
  client: Socket,
): void {
  const port = client.localPort!;
  addresses.set(port, address);
  client.once('close', () => addresses.delete(port));
}
