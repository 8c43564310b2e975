import type { Connection } from './counted-request.js';

/** What is under way on connections of HTTP/1, of which some may be cut. */
export class Connections {
  private readonly pending = new WeakMap<Connection, Set<() => void>>();

  /**
   * Has `end` called when the connection closes, unless it is deleted from what
   * is returned by then: answers that are queued behind another do not hear of
   * the end themselves.
   *
   * @returns undefined for what is injected, which has no connection
   */
  add(connection: Connection, end: () => void): Set<() => void> | undefined {
    if (connection.bytesWritten === undefined) {
      return undefined;
    }
    let pending = this.pending.get(connection);
    if (pending === undefined) {
      const ends = new Set<() => void>();
      connection.once('close', () => {
        for (const each of ends) {
          each();
        }
        ends.clear();
      });
      this.pending.set(connection, ends);
      pending = ends;
    }
    return pending.add(end);
  }
}
