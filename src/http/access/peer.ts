import type { IncomingMessage } from 'node:http';

/** The remote address of the raw connection; undefined when it has none. */
export function peerOf({ socket }: IncomingMessage): string | undefined {
  try {
    return socket.remoteAddress;
  } catch {
    return undefined; // HTTP/2 throws when the connection is gone.
  }
}

/** True when the client has closed the connection. */
export function isGone({ socket }: IncomingMessage): boolean {
  try {
    // A connection that was reset has only a local address; a unix socket has none.
    return (
      socket.destroyed ||
      (socket.remoteAddress === undefined && socket.localAddress !== undefined)
    );
  } catch {
    return true;
  }
}

/** True when an address is this machine's. */
export function isLoopback(peer: string | undefined): boolean {
  return peer === '127.0.0.1' || peer === '::1' || peer === '::ffff:127.0.0.1';
}
