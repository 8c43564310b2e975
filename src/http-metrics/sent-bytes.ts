import type { CountedSession, Connection } from './counted-request.js';

/** The bytes that connections have sent, each of them once. */
export class SentBytes {
  /** By connection, those that are counted. */
  private readonly counted = new WeakMap<object, number>();

  /**
   * What a connection has sent since this was last asked of it.
   *
   * @param session of HTTP/2, whose socket is another object each time
   */
  since(socket: Connection, session: CountedSession | undefined): number {
    const connection = session ?? socket;
    const sent = session === undefined ? socket.bytesWritten : bytesOf(session);
    const before = this.counted.get(connection) ?? 0;
    if (sent === undefined || sent <= before) {
      return 0;
    }
    this.counted.set(connection, sent);
    return sent - before;
  }
}

function bytesOf(session: CountedSession): number | undefined {
  try {
    return session.socket.bytesWritten;
  } catch {
    return undefined; // The session is over, and its socket is out of reach.
  }
}
