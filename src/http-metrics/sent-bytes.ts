import type { Connection, Session } from './http-exchange.js';

/** Counts the bytes that connections send, each byte once. */
export class SentBytes {
  /** The bytes of each connection or session that are counted already. */
  private readonly counted = new WeakMap<object, number>();

  /** Returns the bytes that a connection has sent since the call before. */
  countNew(
    connection: Connection | null | undefined,
    session: Session | undefined,
  ): number {
    const key = session ?? connection ?? undefined;
    const sent = session ? sentBytes(session) : connection?.bytesWritten;
    if (key === undefined || sent === undefined) {
      return 0;
    }
    const counted = this.counted.get(key) ?? 0;
    if (sent <= counted) {
      return 0;
    }
    this.counted.set(key, sent);
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
