import {
  decodeEvent,
  decodePoll,
  ProtocolError,
} from '../../src/dashboard/protocol/decode.js';
import type {
  Bye,
  Delta,
  Snapshot,
} from '../../src/dashboard/protocol/types.js';
import type { ConnectionState } from '../state/connection-state.js';
import { HttpError, processOf, request } from './request.js';
import { serverEvents } from './server-events.js';

export interface ConnectionListener {
  onConnectionState(state: ConnectionState): void;
  onSnapshot(snapshot: Snapshot): void;
  onDelta(delta: Delta): void;
  /**
   * Another process than the one that is shown has answered several times.
   *
   * @param processId of the process that has answered
   */
  onOtherProcess(processId: string): void;
}

/** Time limit for the first event of a stream. */
const FIRST_EVENT_MS = 4000;
/** Time limit between the events of a stream. */
const SILENCE_MS = 20_000;
const POLL_MS = 1000;
const POLL_WHEN_FULL_MS = 5000;
const SUSPEND_AFTER_MS = 60_000;
/** Polls before the page tries a stream again that was buffered. */
const POLLS_WHEN_BUFFERED = 120;
/** Polls before the page tries again to get a stream. */
const POLLS_WHEN_FULL = 12;
/** Answers of other processes before the page says so. */
const MAX_OTHER_ANSWERS = 3;
/** The process that is shown is taken for gone after this many of them. */
const MAX_OTHER_ANSWERS_IN_A_ROW = 10;
const MAX_RETRY_MS = 15_000;

class StreamBufferedError extends Error {}
class MissedDeltaError extends Error {}
/** The server has ended the stream for good. */
class EndedError extends Error {
  constructor(readonly status: 'replaced' | 'outdated') {
    super(status);
  }
}

/**
 * Keeps the page connected to the process, by a stream if possible and
 * otherwise by polling.
 */
export class Connection {
  private attempt = 0;
  private abort = new AbortController();
  private wake: (() => void) | undefined;
  private isRunning = false;
  private isStreamBuffered = false;
  private bye: Bye['reason'] | undefined;
  private status: ConnectionState['status'] = 'connecting';
  private processId: string | undefined;
  private tick = -1;
  private suspendTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param base the URL of the dashboard */
  constructor(
    private readonly base: string,
    private readonly listener: ConnectionListener,
  ) {}

  /** Starts to connect, unless the page is connected already. */
  start(): void {
    if (!this.isRunning) {
      this.isRunning = true;
      this.attempt = 0;
      this.abort = new AbortController();
      void this.stayConnected(this.abort.signal);
    }
  }

  /** Connects again, which brings a new snapshot. Ends a wait. */
  reconnect(): void {
    this.stop();
    this.start();
  }

  /** Ends a wait for the next attempt. */
  retry(): void {
    this.attempt = 0;
    this.wake?.();
  }

  /** A page that nobody has seen for a while takes no place of a viewer. */
  setHidden(isHidden: boolean): void {
    clearTimeout(this.suspendTimer);
    if (isHidden) {
      this.suspendTimer = setTimeout(() => {
        if (this.isRunning) {
          this.stop();
          this.report({ status: 'suspended' });
        }
      }, SUSPEND_AFTER_MS);
    } else if (this.status === 'suspended') {
      this.start();
    }
  }

  stop(): void {
    this.isRunning = false;
    this.abort.abort();
    this.wake?.();
  }

  private report(state: ConnectionState): void {
    this.status = state.status;
    this.listener.onConnectionState(state);
  }

  private async stayConnected(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.bye = undefined;
      let failure: unknown;
      try {
        if (this.isStreamBuffered) {
          await this.poll(signal, 'buffered');
          // The process may only have been too busy to send the first event.
          this.isStreamBuffered = false;
          continue;
        }
        await this.readStream(signal);
      } catch (error) {
        failure = error;
      }
      if (signal.aborted) {
        return;
      }
      if (failure instanceof StreamBufferedError) {
        this.isStreamBuffered = true;
      } else if (failure instanceof MissedDeltaError) {
        await this.sleep(POLL_MS, signal);
      } else if (
        failure instanceof EndedError ||
        (failure instanceof ProtocolError && failure.version !== undefined)
      ) {
        this.isRunning = false;
        this.report({
          status: failure instanceof EndedError ? failure.status : 'outdated',
        });
        return;
      } else {
        this.attempt++;
        await this.waitAfter(failure, signal);
      }
    }
  }

  private async waitAfter(error: unknown, signal: AbortSignal): Promise<void> {
    const httpError = error instanceof HttpError ? error : undefined;
    if (httpError?.status === 503 && (await this.pollInstead(signal))) {
      return;
    }
    if (signal.aborted) {
      return;
    }
    const isRefused =
      httpError !== undefined &&
      [401, 403, 404, 429].includes(httpError.status);
    const ms =
      httpError?.retryAfterMs ??
      (isRefused
        ? MAX_RETRY_MS
        : Math.min(MAX_RETRY_MS, 500 * 2 ** Math.min(this.attempt - 1, 10)) *
          (0.8 + 0.4 * Math.random()));
    const retryAt = Date.now() + ms;
    this.report(
      isRefused
        ? {
            status: 'refused',
            httpStatus: httpError.status,
            body: httpError.body,
            retryAt,
          }
        : {
            status: 'waiting',
            retryAt,
            attempt: this.attempt,
            isClosed: this.bye === 'closing',
          },
    );
    await this.sleep(ms, signal);
  }

  /**
   * @returns false if polls are refused too, because the application shuts down
   */
  private async pollInstead(signal: AbortSignal): Promise<boolean> {
    try {
      await this.poll(signal, 'full');
      return true;
    } catch (error) {
      return error instanceof MissedDeltaError;
    }
  }

  private sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.wake = done;
      if (signal.aborted) {
        done();
      }
    });
  }

  private async readStream(signal: AbortSignal): Promise<void> {
    if (this.attempt === 0 && this.status !== 'live') {
      this.report({ status: 'connecting' });
    }
    const abort = new AbortController();
    const stop = (): void => abort.abort();
    signal.addEventListener('abort', stop, { once: true });
    let isSilent = false;
    const startWatchdog = (ms: number): ReturnType<typeof setTimeout> =>
      setTimeout(() => {
        isSilent = true;
        abort.abort();
      }, ms);
    let watchdog = startWatchdog(FIRST_EVENT_MS);
    let hasEvents = false;
    try {
      const response = await request(
        `${this.base}/stream`,
        undefined,
        abort.signal,
      );
      for await (const { type, data } of serverEvents(response.body!)) {
        clearTimeout(watchdog);
        watchdog = startWatchdog(SILENCE_MS);
        hasEvents = true;
        if (!signal.aborted) {
          this.onEvent(type, data);
        }
      }
    } catch (error) {
      if (isSilent && !hasEvents) {
        throw new StreamBufferedError();
      }
      throw error;
    } finally {
      clearTimeout(watchdog);
      signal.removeEventListener('abort', stop);
      abort.abort();
    }
  }

  private onEvent(type: string, data: string): void {
    const event = decodeEvent(type, data);
    switch (event?.type) {
      case 'snapshot':
        this.useSnapshot(event.snapshot);
        this.attempt = 0;
        this.report({ status: 'live' });
        break;
      case 'delta':
        this.useDelta(event.delta);
        break;
      case 'bye':
        this.bye = event.bye.reason;
        if (this.bye === 'replaced') {
          throw new EndedError('replaced');
        }
        break;
      case undefined:
    }
  }

  private useSnapshot(snapshot: Snapshot): void {
    this.processId = snapshot.process.id;
    this.tick = snapshot.n;
    this.listener.onSnapshot(snapshot);
  }

  private useDelta(delta: Delta): void {
    if (delta.n <= this.tick) {
      return;
    }
    if (delta.n !== this.tick + 1) {
      throw new MissedDeltaError();
    }
    this.tick = delta.n;
    this.listener.onDelta(delta);
  }

  private async poll(
    signal: AbortSignal,
    reason: 'buffered' | 'full',
  ): Promise<void> {
    const [intervalMs, polls] =
      reason === 'buffered'
        ? [POLL_MS, POLLS_WHEN_BUFFERED]
        : [POLL_WHEN_FULL_MS, POLLS_WHEN_FULL];
    let otherAnswers = 0;
    let otherAnswersInARow = 0;
    for (let count = 0; count < polls && !signal.aborted; count++) {
      const since =
        this.processId === undefined
          ? ''
          : `?since=${this.tick}&process=${encodeURIComponent(this.processId)}`;
      const response = await request(
        `${this.base}/poll${since}`,
        undefined,
        signal,
      );
      const answeredBy = processOf(response);
      if (this.processId === undefined || answeredBy === this.processId) {
        otherAnswersInARow = 0;
        const { snapshot, deltas } = decodePoll(await response.text());
        if (snapshot !== undefined) {
          this.useSnapshot(snapshot);
        }
        for (const delta of deltas ?? []) {
          this.useDelta(delta);
        }
      } else {
        otherAnswers++;
        otherAnswersInARow++;
        if (otherAnswers > MAX_OTHER_ANSWERS) {
          this.listener.onOtherProcess(answeredBy);
        }
        if (otherAnswersInARow >= MAX_OTHER_ANSWERS_IN_A_ROW) {
          this.processId = undefined;
          continue;
        }
      }
      this.attempt = 0;
      this.report({ status: 'polling', reason });
      await this.sleep(intervalMs, signal);
    }
  }
}
