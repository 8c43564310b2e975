import type { ServerResponse } from 'node:http';
import { monotonicNow } from '../support/monotonic-now.js';
import { destroyResponse } from '../support/response-watcher.js';
import type { StreamEvent } from './protocol/decode.js';
import type { Bye } from './protocol/types.js';

/** The most clients that may watch through a stream at the same time. */
const MAX_VIEWERS = 8;

/** A stream that has not drained for this long is ended, in ms. */
const MAX_STALL_MS = 20_000;

/** A stream with more unsent bytes is ended earlier: 16 MiB. */
const MAX_UNSENT_BYTES = 16 * 1024 * 1024;

/** The time that a client has to read the last event, in ms. */
const FAREWELL_MS = 1000;

/** A client that watches through a stream of server-sent events. */
export class Viewer {
  /** True once it has got a snapshot. */
  isReady = false;
  /** The monotonic time since which the client has not read everything. */
  private stalledSince: number | undefined;

  /** @param response a response whose head has been sent */
  constructor(private readonly response: ServerResponse) {
    response.on('drain', () => {
      this.stalledSince = undefined;
    });
  }

  get isStalled(): boolean {
    return (
      this.response.writableLength > MAX_UNSENT_BYTES ||
      (this.stalledSince !== undefined &&
        monotonicNow() - this.stalledSince >= MAX_STALL_MS)
    );
  }

  write(chunk: Buffer): void {
    if (!this.response.write(chunk)) {
      this.stalledSince ??= monotonicNow();
    }
  }

  /** Ends the stream with a last event. */
  end(reason: Bye['reason']): void {
    const { response } = this;
    response.end(eventOf('bye', JSON.stringify({ reason })));
    // A client that does not read would keep the connection open.
    const timer = setTimeout(() => destroyResponse(response), FAREWELL_MS);
    timer.unref();
    response.once('close', () => clearTimeout(timer));
  }
}

/** The viewers that have a place, the oldest first. */
export class Viewers {
  private readonly viewers = new Set<Viewer>();

  get size(): number {
    return this.viewers.size;
  }

  /** Adds a viewer, in the place of the oldest one if there is no other. */
  add(viewer: Viewer): void {
    if (this.viewers.size >= MAX_VIEWERS) {
      const [oldest] = this.viewers;
      this.end(oldest!, 'replaced');
    }
    this.viewers.add(viewer);
  }

  /** Sends a viewer the JSON of a snapshot, and all deltas that follow. */
  start(viewer: Viewer, snapshot: string): void {
    if (this.viewers.has(viewer)) {
      viewer.write(eventOf('snapshot', snapshot));
      viewer.isReady = true;
    }
  }

  delete(viewer: Viewer): void {
    this.viewers.delete(viewer);
  }

  end(viewer: Viewer, reason: Bye['reason']): void {
    if (this.viewers.has(viewer)) {
      this.delete(viewer);
      viewer.end(reason);
    }
  }

  endAll(reason: Bye['reason']): void {
    for (const viewer of this.viewers) {
      this.end(viewer, reason);
    }
  }

  /** Sends the JSON of a delta. Ends the streams of clients that do not read. */
  broadcast(delta: string): void {
    const event = eventOf('delta', delta);
    for (const viewer of this.viewers) {
      if (viewer.isStalled) {
        this.end(viewer, 'slow');
      } else if (viewer.isReady) {
        viewer.write(event);
      }
    }
  }
}

function eventOf(name: StreamEvent['type'], data: string): Buffer {
  return Buffer.from(`event: ${name}\ndata: ${data}\n\n`);
}
