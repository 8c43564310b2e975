import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnModuleDestroy,
} from '@nestjs/common';
import {
  destroyConnection,
  destroyResponse,
  isGone,
  ResponseWatcher,
} from '../support/response-watcher.js';
import {
  type AdapterResponse,
  rawResponse,
  writeHead,
  writeReply,
} from './adapter.js';
import { PendingReply } from './pending-reply.js';
import {
  busyReply,
  closingReply,
  type Reply,
  type StreamReply,
} from './reply.js';

/** The bytes of all replies that clients have not read: 64 MiB. */
const MAX_UNSENT_BYTES = 64 * 1024 * 1024;

/**
 * A client that has not read its reply after this time is disconnected, in ms.
 */
const MAX_SEND_MS = 30_000;

/** How long a closing application waits for clients, in ms. */
export const CLOSING_GRACE_MS = 250;

const PROCESS_HEADER = 'Expvar-Process';

interface UnsentReply {
  readonly bytes: number;
  /** Disconnects a client that does not read. */
  readonly timer: NodeJS.Timeout;
}

/**
 * Tracks each reply from its request until the client has read it. It bounds
 * the bytes that wait for slow clients, and ends all replies at shutdown.
 */
@Injectable()
export class ReplyTracker
  implements OnModuleDestroy, BeforeApplicationShutdown
{
  /**
   * The id of this start of the application: the process id and a UUID. Each
   * response states it, so that the dashboard notices when another process
   * answers.
   */
  readonly processId = `${process.pid}-${randomUUID()}`;
  private readonly watcher = new ResponseWatcher();
  private readonly shutdown = new AbortController();
  private readonly pending = new Map<PendingReply, () => void>();
  private readonly unsent = new Map<ServerResponse, UnsentReply>();
  private readonly streams = new Set<ServerResponse>();
  private unsentBytes = 0;
  /** The size of the last reply, as an estimate for the next one. */
  private lastBytes = 0;
  private onIdle = () => {};

  constructor() {
    // Any number of readers may wait for the shutdown; Node would warn of a leak.
    setMaxListeners(0, this.shutdown.signal);
  }

  /** Aborted when the application begins to close. */
  get shutdownSignal(): AbortSignal {
    return this.shutdown.signal;
  }

  get isClosing(): boolean {
    return this.shutdown.signal.aborted;
  }

  /** True when no further reply should be created, because clients are slow. */
  get isFull(): boolean {
    return !this.fits(this.lastBytes);
  }

  /** Adds the header with the id of the process. */
  withProcessId<T extends Reply | StreamReply>(reply: T): T {
    const headers = { ...reply.headers, [PROCESS_HEADER]: this.processId };
    return { ...reply, headers };
  }

  /** Starts to track a reply that {@link ReplyTracker.send} must end. */
  begin(response: AdapterResponse): PendingReply {
    const pending = new PendingReply(response);
    if (this.isClosing) {
      pending.abort(closingReply());
    }
    const stopWatching = this.watcher.onGone(rawResponse(response), () =>
      pending.abort(),
    );
    this.pending.set(pending, stopWatching);
    return pending;
  }

  /**
   * Sends a reply, or 503 when too many bytes wait for other clients.
   *
   * @param reply nothing is sent when it is undefined or the client has gone
   */
  send(pending: PendingReply, reply: Reply | StreamReply | undefined): void {
    this.pending.get(pending)?.();
    this.pending.delete(pending);
    const { response } = pending;
    const raw = rawResponse(response);
    // A stream must not open after all others were ended.
    const sent =
      reply !== undefined && 'open' in reply && pending.signal.aborted
        ? pending.instead
        : reply;
    if (sent === undefined || raw.headersSent || isGone(raw)) {
      return;
    }
    if ('open' in sent) {
      this.openStream(response, sent);
    } else {
      this.sendReply(response, this.isClosing ? lastReply(raw, sent) : sent);
    }
  }

  /**
   * Ends all streams, because nobody has access any more.
   *
   * @param instead replaces the replies that are being created
   */
  revokeAll(instead: Reply): void {
    this.abortPending(instead);
    for (const response of this.streams) {
      destroyResponse(response);
    }
  }

  onModuleDestroy(): void {
    this.shutdown.abort();
    this.abortPending(closingReply());
  }

  /**
   * Waits a moment for clients to read, because the server waits for all of
   * them.
   */
  async beforeApplicationShutdown(): Promise<void> {
    if (!this.isIdle) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.onIdle = resolve;
        timer = setTimeout(resolve, CLOSING_GRACE_MS);
      });
      clearTimeout(timer);
    }
    for (const response of [...this.unsent.keys(), ...this.streams]) {
      // An HTTP/2 session whose client does not read would not end either.
      destroyConnection(response);
      this.untrackUnsent(response);
    }
  }

  private get isIdle(): boolean {
    return this.unsent.size === 0 && this.streams.size === 0;
  }

  private sendReply(response: AdapterResponse, reply: Reply): void {
    if (reply.status === 200) {
      this.lastBytes = reply.body.length;
    }
    const sent = this.fits(reply.body.length) ? reply : busyReply();
    this.trackUnsent(rawResponse(response), sent.body.length);
    writeReply(response, this.withProcessId(sent));
  }

  private openStream(response: AdapterResponse, reply: StreamReply): void {
    const raw = rawResponse(response);
    writeHead(response, this.withProcessId(reply));
    const onEnd = reply.open(raw);
    this.streams.add(raw);
    this.watcher.onEnd(raw, () => {
      this.streams.delete(raw);
      onEnd();
      this.checkIdle();
    });
  }

  /** A reply that is larger than the limit is sent when no other waits. */
  private fits(bytes: number): boolean {
    return (
      this.unsentBytes === 0 || this.unsentBytes + bytes <= MAX_UNSENT_BYTES
    );
  }

  private trackUnsent(response: ServerResponse, bytes: number): void {
    const timer = setTimeout(() => {
      destroyResponse(response);
      this.untrackUnsent(response);
    }, MAX_SEND_MS).unref();
    this.unsent.set(response, { bytes, timer });
    this.unsentBytes += bytes;
    if (this.isFull) {
      this.abortPending(busyReply());
    }
    this.watcher.onEnd(response, () => this.untrackUnsent(response));
  }

  private untrackUnsent(response: ServerResponse): void {
    const reply = this.unsent.get(response);
    if (reply !== undefined) {
      clearTimeout(reply.timer);
      this.unsent.delete(response);
      this.unsentBytes -= reply.bytes;
      this.checkIdle();
    }
  }

  private checkIdle(): void {
    if (this.isIdle) {
      this.onIdle();
    }
  }

  private abortPending(instead: Reply): void {
    for (const pending of this.pending.keys()) {
      pending.abort(instead);
    }
  }
}

/**
 * Closes the connection, so that the server does not wait for another request.
 */
function lastReply(response: ServerResponse, reply: Reply): Reply {
  // HTTP/2 has no such header.
  return response.req?.httpVersionMajor >= 2
    ? reply
    : { ...reply, headers: { ...reply.headers, Connection: 'close' } };
}
