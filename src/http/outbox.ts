import { setMaxListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { messages } from '../expvar.messages.js';
import { type Answer, textAnswer } from './answer.js';

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
export class Outbox
  implements OnModuleDestroy, BeforeApplicationShutdown, OnApplicationShutdown
{
  /** Whether the application has begun to close. */
  isClosing = false;
  private admission = newAdmission();
  /** How many bytes the last document had, as the next may have. */
  private lastBytes = 0;
  /** The oldest comes first. */
  private readonly unflushed = new Map<ServerResponse, Unflushed>();
  private bytes = 0;
  private timer: NodeJS.Timeout | undefined;
  private whenEmpty = () => {};

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
    answer: Answer,
    write: (answer: Answer) => void,
  ): boolean {
    if (response.headersSent || isDestroyed(response)) {
      return false;
    }
    if (answer.status === 200) {
      this.lastBytes = answer.body.length;
    }
    const sent = this.hasRoom(answer.body.length) ? answer : fullAnswer();
    this.add(response, sent.body.length);
    write(sent);
    return true;
  }

  onModuleDestroy(): void {
    this.isClosing = true;
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
    this.cutOff(Infinity);
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
    // Also when the connection breaks.
    response.once('close', () => this.remove(response));
    this.timer ??= this.startTimer();
  }

  private remove(response: ServerResponse): void {
    this.bytes -= this.unflushed.get(response)?.bytes ?? 0;
    this.unflushed.delete(response);
    if (
      this.signal.aborted &&
      !this.isClosing &&
      this.hasRoom(this.lastBytes)
    ) {
      this.admission = newAdmission();
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
      }
    }
  }
}

function newAdmission(): AbortController {
  const admission = new AbortController();
  // One for each scrape under way.
  setMaxListeners(0, admission.signal);
  return admission;
}

export function fullAnswer(): Answer {
  return textAnswer(503, messages.tooMuchUnflushed, { 'Retry-After': '1' });
}

/** HTTP/2 has the state of a response in its stream. */
function streamOf(response: ServerResponse): {
  readonly destroyed: boolean;
  destroy(): unknown;
} {
  const { stream } = response as { stream?: ServerResponse };
  return stream ?? response;
}

function isDestroyed(response: ServerResponse): boolean {
  return streamOf(response).destroyed;
}

function destroy(response: ServerResponse): void {
  streamOf(response).destroy();
}
