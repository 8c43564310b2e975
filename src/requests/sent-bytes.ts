import type { CountedRequest, CountedSession } from './counted-request.js';

/** The bytes that connections have sent, each of them once. */
export class SentBytes {
  /** By connection, those that are counted. */
  private readonly counted = new WeakMap<object, number>();

  /** @returns what gives the bytes that the connection has sent since before */
  of({ stream, socket }: CountedRequest): () => number {
    // Of HTTP/2 the session, which a stream that has ended does not have, and
    // whose socket is another object each time.
    const session = stream?.session;
    return session === undefined
      ? () => this.since(socket, socket.bytesWritten)
      : () => this.since(session, bytesOf(session));
  }

  private since(connection: object, sent = 0): number {
    const before = this.counted.get(connection) ?? 0;
    if (sent <= before) {
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
    return 0; // The session is over, and its socket is out of reach.
  }
}
