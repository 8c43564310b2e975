import type { IncomingMessage } from 'node:http';

/** The address of the raw connection; undefined where it has none. */
export function peerOf({ socket }: IncomingMessage): string | undefined {
  try {
    return socket.remoteAddress;
  } catch {
    return undefined; // HTTP/2 throws when the connection is gone.
  }
}

/** Whether the client has closed the connection meanwhile. */
export function isGone({ socket }: IncomingMessage): boolean {
  try {
    // A connection that was reset has a local address alone; a unix socket none.
    return (
      socket.destroyed ||
      (socket.remoteAddress === undefined && socket.localAddress !== undefined)
    );
  } catch {
    return true;
  }
}

/** Whether a peer is on this machine; undefined is not. */
export function isLoopback(peer: string | undefined): boolean {
  return peer === '127.0.0.1' || peer === '::1' || peer === '::ffff:127.0.0.1';
}
