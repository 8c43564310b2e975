import type { ServerResponse } from 'node:http';
import { destroyResponse } from '../support/response-watcher.js';

/** The most clients that may watch through a stream at the same time. */
const MAX_VIEWERS = 8;

/** A viewer with more unsent bytes is disconnected: 1 MiB. */
const MAX_WAITING_BYTES = 1024 * 1024;

/** The clients that watch through a stream of server-sent events. */
export class Viewers {
  private readonly responses = new Set<ServerResponse>();

  get size(): number {
    return this.responses.size;
  }

  get isFull(): boolean {
    return this.responses.size >= MAX_VIEWERS;
  }

  /** @param response a response whose head has been sent */
  add(response: ServerResponse, hello: Buffer): void {
    this.responses.add(response);
    response.write(hello);
  }

  delete(response: ServerResponse): void {
    this.responses.delete(response);
  }

  broadcast(event: Buffer): void {
    for (const response of this.responses) {
      if (response.writableLength > MAX_WAITING_BYTES) {
        // The client connects again and starts from the current state.
        destroyResponse(response);
      } else {
        response.write(event);
      }
    }
  }

  /** Ends all streams with a last event. */
  end(event: Buffer): void {
    for (const response of this.responses) {
      response.end(event);
    }
    this.responses.clear();
  }
}
