import type { Connection, Session } from './http-exchange.js';

/** Follows the connections that requests come on. */
export class ConnectionTracker {
  private readonly closeListeners = new WeakMap<Connection, Set<() => void>>();
  /** The bytes of each connection or session that are counted already. */
  private readonly countedBytes = new WeakMap<object, number>();

  /**
   * Calls `listener` when the connection closes, unless it is deleted from the
   * returned set by then. A response that waits behind another one on its
   * connection emits no event when the connection closes.
   *
   * @returns undefined for the connections of adapters, which do not close
   */
  onClose(
    connection: Connection | undefined,
    listener: () => void,
  ): Set<() => void> | undefined {
    if (
      connection?.bytesWritten === undefined ||
      typeof connection.once !== 'function'
    ) {
      return undefined;
    }
    let listeners = this.closeListeners.get(connection);
    if (listeners === undefined) {
      const added = new Set<() => void>();
      connection.once('close', () => {
        for (const each of added) {
          each();
        }
        added.clear();
      });
      this.closeListeners.set(connection, added);
      listeners = added;
    }
    return listeners.add(listener);
  }

  /** Returns the bytes that a connection has sent since the call before. */
  newBytes(
    connection: Connection | undefined,
    session: Session | undefined,
  ): number {
    const key = session ?? connection;
    const sent = session ? sentBytes(session) : connection?.bytesWritten;
    if (key === undefined || sent === undefined) {
      return 0;
    }
    const counted = this.countedBytes.get(key) ?? 0;
    if (sent <= counted) {
      return 0;
    }
    this.countedBytes.set(key, sent);
    return sent - counted;
  }
}

function sentBytes(session: Session): number | undefined {
  try {
    return session.socket.bytesWritten;
  } catch {
    return undefined; // The session has ended, and its socket cannot be reached.
  }
}
