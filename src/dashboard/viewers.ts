import type { ServerResponse } from 'node:http';

/** So many may watch at a time; others are told to poll. */
const MAX_VIEWERS = 8;

/** A viewer for whom more than that waits has lost touch: 1 MiB. */
const MAX_WAITING_BYTES = 1024 * 1024;

/** So long a closing application waits for a viewer to take its last event. */
const CLOSING_GRACE_MS = 250;

/** Those who watch by a stream of events. */
export class Viewers {
  private readonly responses = new Set<ServerResponse>();

  get size(): number {
    return this.responses.size;
  }

  get isFull(): boolean {
    return this.responses.size >= MAX_VIEWERS;
  }

  /** @param response whose head is written; it is watched until it ends */
  add(response: ServerResponse, hello: Buffer): void {
    this.responses.add(response);
    response.once('close', () => this.responses.delete(response));
    response.write(hello);
  }

  /** Sends one and the same buffer to all of them. */
  broadcast(event: Buffer): void {
    for (const response of this.responses) {
      if (response.writableLength > MAX_WAITING_BYTES) {
        // It comes again, and begins with what is then.
        response.destroy();
      } else {
        response.write(event);
      }
    }
  }

  end(event: Buffer): void {
    const responses = [...this.responses];
    this.responses.clear();
    for (const response of responses) {
      response.end(event);
    }
    if (responses.length === 0) {
      return;
    }
    // What they do not take would keep the server from closing.
    setTimeout(() => {
      for (const response of responses) {
        response.destroy();
      }
    }, CLOSING_GRACE_MS).unref();
  }
}
