import type {
  Frame,
  PollResponse,
  ProcessIdentity,
  State,
} from '../src/dashboard/protocol.js';
import { serverEvents } from './server-events.js';

export type ConnectionState =
  | { readonly status: 'connecting' }
  | { readonly status: 'live' }
  /** A proxy buffers the stream, or all viewer connections are in use. */
  | { readonly status: 'polling'; readonly reason: 'buffered' | 'full' }
  | {
      readonly status: 'waiting';
      readonly retryAt: number;
      readonly attempt: number;
      /** The application said that it shuts down. */
      readonly isClosed: boolean;
    }
  /** The tab has been hidden for a while. */
  | { readonly status: 'suspended' }
  | {
      readonly status: 'refused';
      readonly httpStatus: number;
      readonly body: string;
      readonly retryAt: number;
    };

export interface ConnectionListener {
  onConnectionState(state: ConnectionState): void;
  onState(state: State): void;
  onFrame(frame: Frame): void;
  /** A load balancer sends each request to a different process. */
  onMixedProcesses(): void;
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
/** Polls before the page tries again to get a viewer connection. */
const POLLS_WHEN_FULL = 12;
const MAX_RETRY_MS = 15_000;
/** Requests for the state of the process that sends the stream. */
const MAX_STATE_REQUESTS = 9;
const MAX_BODY_LENGTH = 500;

class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly body: string,
    readonly retryAfterMs: number | undefined,
  ) {
    super(body);
  }
}

class StreamBufferedError extends Error {}
class MissedFrameError extends Error {}

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
  private isClosed = false;
  private process: ProcessIdentity | undefined;
  private tick = -1;
  private suspendTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly base: string,
    private readonly listener: ConnectionListener,
  ) {}

  start(): void {
    document.addEventListener('visibilitychange', () => {
      clearTimeout(this.suspendTimer);
      if (document.hidden) {
        this.suspendTimer = setTimeout(() => this.suspend(), SUSPEND_AFTER_MS);
      } else {
        this.resume();
      }
    });
    addEventListener('online', () => this.retry());
    this.resume();
  }

  /** Ends the current wait. */
  retry(): void {
    this.attempt = 0;
    this.wake?.();
  }

  private resume(): void {
    if (!this.isRunning) {
      this.isRunning = true;
      this.abort = new AbortController();
      void this.stayConnected(this.abort.signal);
    }
  }

  private suspend(): void {
    this.isRunning = false;
    this.abort.abort();
    this.wake?.();
    this.listener.onConnectionState({ status: 'suspended' });
  }

  private async stayConnected(signal: AbortSignal): Promise<void> {
    this.attempt = 0;
    while (!signal.aborted) {
      this.isClosed = false;
      try {
        if (this.isStreamBuffered) {
          await this.poll(signal, 'buffered');
          // The process may only have been too busy to send the first event.
          this.isStreamBuffered = false;
          continue;
        }
        await this.readStream(signal);
        this.attempt++;
        await this.waitAfter(undefined, signal);
      } catch (error) {
        if (signal.aborted) {
          return;
        }
        if (error instanceof StreamBufferedError) {
          this.isStreamBuffered = true;
        } else if (error instanceof MissedFrameError) {
          await this.sleep(POLL_MS, signal);
        } else {
          this.attempt++;
          await this.waitAfter(error, signal);
        }
      }
    }
  }

  private async waitAfter(error: unknown, signal: AbortSignal): Promise<void> {
    if (signal.aborted) {
      return;
    }
    const httpError = error instanceof HttpError ? error : undefined;
    if (httpError?.status === 503 && (await this.pollInstead(signal))) {
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
    this.listener.onConnectionState(
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
            isClosed: this.isClosed,
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
      return error instanceof MissedFrameError;
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
    if (this.attempt === 0) {
      this.listener.onConnectionState({ status: 'connecting' });
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
    /** The frames that arrive before the state. */
    let earlyFrames: Frame[] | undefined = [];
    let loadError: unknown;
    const load = async (hello: ProcessIdentity): Promise<void> => {
      await this.loadState(abort.signal, hello);
      for (const frame of earlyFrames ?? []) {
        this.applyFrame(frame);
      }
      earlyFrames = undefined;
      this.attempt = 0;
      this.listener.onConnectionState({ status: 'live' });
    };
    try {
      const response = await this.fetch('stream', abort.signal);
      for await (const { type, data } of serverEvents(response.body!)) {
        clearTimeout(watchdog);
        watchdog = startWatchdog(SILENCE_MS);
        hasEvents = true;
        if (type === 'hello') {
          const hello = JSON.parse(data) as { process: ProcessIdentity };
          load(hello.process).catch((error: unknown) => {
            loadError = error;
            abort.abort();
          });
        } else if (type === 'frame') {
          const frame = JSON.parse(data) as Frame;
          if (earlyFrames === undefined) {
            this.applyFrame(frame);
          } else {
            earlyFrames.push(frame);
          }
        } else if (type === 'bye') {
          this.isClosed = true;
        }
      }
    } catch (error) {
      if (loadError !== undefined) {
        throw loadError;
      }
      if (isSilent && !hasEvents) {
        throw new StreamBufferedError();
      }
      throw error;
    } finally {
      clearTimeout(watchdog);
      signal.removeEventListener('abort', stop);
      abort.abort();
    }
    if (loadError !== undefined) {
      throw loadError;
    }
  }

  private applyFrame(frame: Frame): void {
    if (frame.tick <= this.tick) {
      return;
    }
    if (frame.tick !== this.tick + 1) {
      throw new MissedFrameError();
    }
    this.tick = frame.tick;
    this.listener.onFrame(frame);
  }

  /** @param expected the process that sends the stream */
  private async loadState(
    signal: AbortSignal,
    expected?: ProcessIdentity,
  ): Promise<void> {
    for (let requests = 0; requests < MAX_STATE_REQUESTS; requests++) {
      const response = await this.fetch('state', signal);
      const state = (await response.json()) as State;
      if (expected === undefined || state.process.id === expected.id) {
        this.process = state.process;
        this.tick = state.tick;
        this.listener.onState(state);
        return;
      }
    }
    this.listener.onMixedProcesses();
    throw new Error('Each request reaches a different process.');
  }

  private async poll(
    signal: AbortSignal,
    reason: 'buffered' | 'full',
  ): Promise<void> {
    const [intervalMs, polls] =
      reason === 'buffered'
        ? [POLL_MS, POLLS_WHEN_BUFFERED]
        : [POLL_WHEN_FULL_MS, POLLS_WHEN_FULL];
    let otherProcesses = 0;
    await this.loadState(signal);
    for (let count = 0; count < polls && !signal.aborted; count++) {
      this.attempt = 0;
      this.listener.onConnectionState({ status: 'polling', reason });
      await this.sleep(intervalMs, signal);
      const response = await this.fetch(`poll?since=${this.tick}`, signal);
      const polled = (await response.json()) as PollResponse;
      if (polled.process.id !== this.process?.id) {
        otherProcesses++;
        if (otherProcesses > 3) {
          this.listener.onMixedProcesses();
          if (otherProcesses % 10 !== 0) {
            // The page stays with the process that it shows.
            continue;
          }
        }
        await this.loadState(signal);
      } else if ('reset' in polled) {
        await this.loadState(signal);
      } else {
        for (const frame of polled.frames) {
          this.applyFrame(frame);
        }
      }
    }
  }

  private async fetch(path: string, signal: AbortSignal): Promise<Response> {
    const response = await fetch(`${this.base}/${path}`, {
      signal,
      cache: 'no-store',
    });
    if (!response.ok) {
      const body = await response.text().catch(() => '');
      throw new HttpError(
        response.status,
        body.slice(0, MAX_BODY_LENGTH),
        parseRetryAfter(response.headers.get('retry-after')),
      );
    }
    const type = response.headers.get('content-type') ?? '';
    if (type.startsWith('text/html')) {
      // A response without JSON is probably a login page.
      throw new HttpError(401, '', undefined);
    }
    return response;
  }
}

function parseRetryAfter(header: string | null): number | undefined {
  const seconds = Number(header ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0
    ? Math.min(Math.max(seconds, 1), 120) * 1000
    : undefined;
}
