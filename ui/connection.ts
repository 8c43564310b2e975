import type {
  Frame,
  PollAnswer,
  ProcessIdentity,
  State,
} from '../src/dashboard/protocol.js';
import { serverEvents } from './server-events.js';

/** How the page hears from the process, or why it does not. */
export type Link =
  | { readonly is: 'connecting' }
  | { readonly is: 'live' }
  /** A poll each second, because something in between keeps the stream back. */
  | { readonly is: 'polling'; readonly because: 'buffered' | 'full' }
  | {
      readonly is: 'waiting';
      readonly until: number;
      readonly attempt: number;
      readonly closed: boolean;
    }
  /** Nobody looks at the page. */
  | { readonly is: 'asleep' }
  | {
      readonly is: 'refused';
      readonly status: number;
      readonly text: string;
      readonly until: number;
    };

export interface Listener {
  linked(link: Link): void;
  state(state: State): void;
  frame(frame: Frame): void;
  /** Each request is answered by another process. */
  scattered(): void;
}

/** Until the first event of a stream, and between its events after that. */
const FIRST_EVENT_MS = 4000;
const SILENCE_MS = 20_000;
const POLL_MS = 1000;
const POLL_FULL_MS = 5000;
const HIDDEN_MS = 60_000;
/** Where streams are kept back, after so many polls one is tried again. */
const POLLS_WHILE_BUFFERED = 120;
/** Where every place is taken, after so many polls the stream is tried again. */
const POLLS_BEFORE_STREAM = 12;
const MAX_WAIT_MS = 15_000;

class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly text: string,
    readonly retryAfterMs: number | undefined,
  ) {
    super(text);
  }
}

class Silence extends Error {}
class Reset extends Error {}

export class Connection {
  private attempt = 0;
  private abort = new AbortController();
  private wake: (() => void) | undefined;
  private running = false;
  private buffered = false;
  private closed = false;
  private process: ProcessIdentity | undefined;
  private tick = -1;
  private hiddenTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly base: string,
    private readonly listener: Listener,
  ) {}

  start(): void {
    document.addEventListener('visibilitychange', () => {
      clearTimeout(this.hiddenTimer);
      if (document.hidden) {
        this.hiddenTimer = setTimeout(() => this.sleep(), HIDDEN_MS);
      } else {
        this.resume();
      }
    });
    addEventListener('online', () => this.retry());
    this.resume();
  }

  /** At once, whatever it waits for. */
  retry(): void {
    this.attempt = 0;
    this.wake?.();
  }

  private resume(): void {
    if (!this.running) {
      this.running = true;
      this.abort = new AbortController();
      void this.run(this.abort.signal);
    }
  }

  private sleep(): void {
    this.running = false;
    this.abort.abort();
    this.wake?.();
    this.listener.linked({ is: 'asleep' });
  }

  private async run(signal: AbortSignal): Promise<void> {
    this.attempt = 0;
    while (!signal.aborted) {
      this.closed = false;
      try {
        if (this.buffered) {
          await this.poll(signal, POLL_MS, POLLS_WHILE_BUFFERED);
          // It may have been a process that was busy when the page came.
          this.buffered = false;
          continue;
        }
        await this.stream(signal);
        this.attempt++;
        await this.wait(signal, undefined);
      } catch (error) {
        if (signal.aborted) {
          return;
        }
        if (error instanceof Silence) {
          this.buffered = true;
        } else if (error instanceof Reset) {
          await this.pause(POLL_MS, signal);
        } else {
          this.attempt++;
          await this.wait(signal, error);
        }
      }
    }
  }

  private async wait(signal: AbortSignal, error: unknown): Promise<void> {
    if (signal.aborted) {
      return;
    }
    const refusal = error instanceof Refusal ? error : undefined;
    if (refusal?.status === 503 && (await this.pollInstead(signal))) {
      return;
    }
    const refused =
      refusal !== undefined && [401, 403, 404, 429].includes(refusal.status);
    const ms =
      refusal?.retryAfterMs ??
      (refused
        ? MAX_WAIT_MS
        : Math.min(MAX_WAIT_MS, 500 * 2 ** Math.min(this.attempt - 1, 10)) *
          (0.8 + 0.4 * Math.random()));
    const until = Date.now() + ms;
    this.listener.linked(
      refused
        ? {
            is: 'refused',
            status: refusal.status,
            text: refusal.text,
            until,
          }
        : {
            is: 'waiting',
            until,
            attempt: this.attempt,
            closed: this.closed,
          },
    );
    await this.pause(ms, signal);
  }

  /** False where polls are refused too: then the application closes. */
  private async pollInstead(signal: AbortSignal): Promise<boolean> {
    try {
      await this.poll(signal, POLL_FULL_MS, POLLS_BEFORE_STREAM);
      return true;
    } catch (error) {
      return error instanceof Reset;
    }
  }

  private pause(ms: number, signal: AbortSignal): Promise<void> {
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

  private async stream(signal: AbortSignal): Promise<void> {
    if (this.attempt === 0) {
      this.listener.linked({ is: 'connecting' });
    }
    const abort = new AbortController();
    const stop = (): void => abort.abort();
    signal.addEventListener('abort', stop, { once: true });
    let silent = false;
    const watch = (ms: number): ReturnType<typeof setTimeout> =>
      setTimeout(() => {
        silent = true;
        abort.abort();
      }, ms);
    let watchdog = watch(FIRST_EVENT_MS);
    let any = false;
    /** Frames that came before the state they follow. */
    let early: Frame[] | undefined = [];
    let failed: unknown;
    try {
      const response = await this.fetch('stream', abort.signal);
      const load = async (hello: ProcessIdentity): Promise<void> => {
        await this.load(abort.signal, hello);
        for (const frame of early ?? []) {
          this.follow(frame);
        }
        early = undefined;
        this.attempt = 0;
        this.listener.linked({ is: 'live' });
      };
      for await (const { type, data } of serverEvents(response.body!)) {
        clearTimeout(watchdog);
        watchdog = watch(SILENCE_MS);
        any = true;
        if (type === 'hello') {
          const hello = JSON.parse(data) as { process: ProcessIdentity };
          load(hello.process).catch((error: unknown) => {
            failed = error;
            abort.abort();
          });
        } else if (type === 'frame') {
          const frame = JSON.parse(data) as Frame;
          if (early === undefined) {
            this.follow(frame);
          } else {
            early.push(frame);
          }
        } else if (type === 'bye') {
          this.closed = true;
        }
      }
    } catch (error) {
      if (failed !== undefined) {
        throw failed;
      }
      if (silent && !any) {
        throw new Silence();
      }
      throw error;
    } finally {
      clearTimeout(watchdog);
      signal.removeEventListener('abort', stop);
      abort.abort();
    }
    if (failed !== undefined) {
      throw failed;
    }
  }

  private follow(frame: Frame): void {
    if (frame.tick <= this.tick) {
      return;
    }
    if (frame.tick !== this.tick + 1) {
      throw new Reset();
    }
    this.tick = frame.tick;
    this.listener.frame(frame);
  }

  /** The state, of the process that answers the stream where there is one. */
  private async load(
    signal: AbortSignal,
    expected: ProcessIdentity | undefined,
  ): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const response = await this.fetch('state', signal);
      const state = (await response.json()) as State;
      if (expected !== undefined && state.process.id !== expected.id) {
        if (attempt < 8) {
          continue;
        }
        this.listener.scattered();
        throw new Error('Each request is answered by another process.');
      }
      this.process = state.process;
      this.tick = state.tick;
      this.listener.state(state);
      return;
    }
  }

  private async poll(
    signal: AbortSignal,
    interval: number,
    times: number,
  ): Promise<void> {
    let elsewhere = 0;
    await this.load(signal, undefined);
    for (let count = 0; count < times && !signal.aborted; count++) {
      this.attempt = 0;
      this.listener.linked({
        is: 'polling',
        because: interval === POLL_MS ? 'buffered' : 'full',
      });
      await this.pause(interval, signal);
      const response = await this.fetch(`poll?since=${this.tick}`, signal);
      const answer = (await response.json()) as PollAnswer;
      if (answer.process.id !== this.process?.id) {
        elsewhere++;
        if (elsewhere > 3) {
          this.listener.scattered();
        }
        if (elsewhere > 3 && elsewhere % 10 !== 0) {
          // Stay with the one that the page shows.
          continue;
        }
        await this.load(signal, undefined);
      } else if ('reset' in answer) {
        await this.load(signal, undefined);
      } else {
        for (const frame of answer.frames) {
          this.follow(frame);
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
      const text = await response.text().catch(() => '');
      throw new Refusal(
        response.status,
        text.slice(0, 500),
        retryAfter(response.headers.get('retry-after')),
      );
    }
    const type = response.headers.get('content-type') ?? '';
    if (type.startsWith('text/html')) {
      // A page to log in with, most likely.
      throw new Refusal(401, '', undefined);
    }
    return response;
  }
}

function retryAfter(header: string | null): number | undefined {
  const seconds = Number(header ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0
    ? Math.min(Math.max(seconds, 1), 120) * 1000
    : undefined;
}
