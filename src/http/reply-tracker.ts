import { setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { messages } from '../expvar.messages.js';
import { type Reply, textReply } from './reply.js';
import type { StreamReply } from './stream-reply.js';

/** So much may wait in memory for readers to take it: 64 MiB. */
const MAX_UNFLUSHED_BYTES = 64 * 1024 * 1024;

/** A reader that has not taken its answer by then is cut off, in ms. */
const MAX_ANSWER_MS = 30_000;

/** So long a closing application waits for readers, in ms. */
export const CLOSING_GRACE_MS = 250;

interface Unflushed {
  readonly bytes: number;
  readonly since: number;
}

/**
 * The answers that readers have yet to take. It bounds what they may cost, and
 * keeps none of them from closing the application.
 */
@Injectable()
export class ReplyTracker
  implements OnModuleDestroy, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly closing = withoutWarning(new AbortController());
  private admission = withoutWarning(new AbortController());
  /** How many bytes the last document had, as the next may have. */
  private lastBytes = 0;
  /** The oldest comes first. */
  private readonly unflushed = new Map<ServerResponse, Unflushed>();
  private bytes = 0;
  private timer: NodeJS.Timeout | undefined;
  private whenEmpty = () => {};

  /** Aborted when the application begins to close. */
  get closed(): AbortSignal {
    return this.closing.signal;
  }

  get isClosing(): boolean {
    return this.closed.aborted;
  }

  /** Aborted where documents should neither be begun nor be gone on with. */
  get signal(): AbortSignal {
    return this.admission.signal;
  }

  /**
   * Sends an answer, or 503 where there is no room for it.
   *
   * @param response the raw one; nothing is sent where it is gone
   * @param write sends what it is given
   * @returns whether anything was sent
   */
  send(
    response: ServerResponse,
    answer: Reply,
    write: (answer: Reply) => void,
  ): boolean {
    if (response.headersSent || isDestroyed(response)) {
      return false;
    }
    if (answer.status === 200) {
      this.lastBytes = answer.body.length;
    }
    const sent = this.hasRoom(answer.body.length) ? answer : busyReply();
    this.add(response, sent.body.length);
    write(sent);
    return true;
  }

  /** Begins an answer that goes on, and that whoever opened it has to end. */
  open(
    response: ServerResponse,
    { status, headers, open }: StreamReply,
    prepare = () => {},
  ): void {
    if (response.headersSent || isDestroyed(response)) {
      return;
    }
    prepare();
    // It ends with its connection, so that what is written is sent as it is.
    response.useChunkedEncodingByDefault = false;
    response.writeHead(status, headers);
    response.flushHeaders();
    open(response);
  }

  onModuleDestroy(): void {
    this.closing.abort();
    this.admission.abort();
  }

  /** Leaves readers a moment, because the server waits for all of them. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.unflushed.size > 0) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.whenEmpty = resolve;
        timer = setTimeout(resolve, CLOSING_GRACE_MS);
      });
      clearTimeout(timer);
    }
    for (const response of this.unflushed.keys()) {
      // A session of HTTP/2 whose peer does not read would not end either.
      (streamOf(response).session ?? streamOf(response)).destroy();
    }
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
  }

  /** There always is for one. */
  private hasRoom(bytes: number): boolean {
    return this.bytes === 0 || this.bytes + bytes <= MAX_UNFLUSHED_BYTES;
  }

  private add(response: ServerResponse, bytes: number): void {
    this.unflushed.set(response, { bytes, since: performance.now() });
    this.bytes += bytes;
    if (!this.hasRoom(this.lastBytes)) {
      this.admission.abort();
    }
    const remove = () => {
      response.off('close', remove);
      socket?.off('close', remove);
      this.remove(response);
    };
    response.once('close', remove);
    // Answers that are queued behind another do not hear of its end.
    const socket = socketOf(response);
    socket?.once('close', remove);
    this.timer ??= this.startTimer();
  }

  private remove(response: ServerResponse): void {
    const sent = this.unflushed.get(response);
    if (sent === undefined) {
      return;
    }
    this.unflushed.delete(response);
    this.bytes -= sent.bytes;
    if (
      this.signal.aborted &&
      !this.isClosing &&
      this.hasRoom(this.lastBytes)
    ) {
      this.admission = withoutWarning(new AbortController());
    }
    if (this.unflushed.size === 0) {
      this.whenEmpty();
    }
  }

  /** One timer for all of them, which goes on while there are any. */
  private startTimer(delay = MAX_ANSWER_MS): NodeJS.Timeout {
    return setTimeout(() => {
      const now = performance.now();
      this.cutOff(now - MAX_ANSWER_MS);
      const [oldest] = this.unflushed.values();
      this.timer =
        oldest && this.startTimer(oldest.since + MAX_ANSWER_MS - now);
    }, delay).unref();
  }

  /** Ends the connections whose answers were sent by a time. */
  private cutOff(by: number): void {
    for (const [response, { since }] of this.unflushed) {
      if (since <= by) {
        destroy(response);
        this.remove(response);
      }
    }
  }
}

/** With a listener for each scrape under way. */
function withoutWarning(controller: AbortController): AbortController {
  setMaxListeners(0, controller.signal);
  return controller;
}

export function busyReply(): Reply {
  return textReply(503, messages.tooMuchUnflushed, { 'Retry-After': '1' });
}

/** HTTP/2 has the state of a response in its stream. */
function streamOf(response: ServerResponse): {
  readonly destroyed: boolean;
  readonly session?: { destroy(): unknown };
  destroy(): unknown;
} {
  const { stream } = response as { stream?: ServerResponse };
  return stream ?? response;
}

function isDestroyed(response: ServerResponse): boolean {
  return streamOf(response).destroyed || socketOf(response)?.destroyed === true;
}

/** The connection of HTTP/1, also where another answer is being sent on it. */
function socketOf(response: ServerResponse): Socket | undefined {
  const { stream, req } = response as {
    stream?: unknown;
    req?: { socket?: Socket };
  };
  return stream === undefined ? req?.socket : undefined;
}

function destroy(response: ServerResponse): void {
  streamOf(response).destroy();
}
