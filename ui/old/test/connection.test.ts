import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type {
  Frame,
  PollResponse,
  ProcessIdentity,
  State,
} from '../../src/dashboard/protocol.js';
import { Connection, type ConnectionState } from '../connection.js';
import { createFrame, createState, START_TICK } from './test-state.js';

/** The responses to one path in order. The last one is repeated. */
type Responses = (Response | (() => Response))[];

class FakeServer {
  readonly requests: string[] = [];
  readonly streams: FakeStream[] = [];
  state: State = createState([]);
  responses: Record<'stream' | 'state' | 'poll', Responses> = {
    stream: [() => this.openStream()],
    state: [() => Response.json(this.state)],
    poll: [() => Response.json(this.pollResponse([]))],
  };

  readonly fetch = (
    url: string,
    { signal }: { signal: AbortSignal },
  ): Promise<Response> => {
    signal.throwIfAborted();
    const [path, query] = url.replace('/debug/vars/ui/', '').split('?');
    this.requests.push(query === undefined ? path! : `${path}?${query}`);
    const responses = this.responses[path as 'stream'];
    const next = responses.length > 1 ? responses.shift()! : responses[0]!;
    const response = typeof next === 'function' ? next() : next;
    const stream = this.streams.at(-1);
    if (path === 'stream' && stream !== undefined) {
      signal.addEventListener('abort', () => stream.abort());
    }
    return Promise.resolve(response);
  };

  get stream(): FakeStream {
    return this.streams.at(-1)!;
  }

  openStream(): Response {
    const stream = new FakeStream();
    this.streams.push(stream);
    return new Response(stream.body);
  }

  pollResponse(frames: readonly Frame[]): PollResponse {
    return { process: this.state.process, frames };
  }
}

class FakeStream {
  isAborted = false;
  private controller!: ReadableStreamDefaultController<Uint8Array>;
  readonly body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      this.controller = controller;
    },
  });

  async write(text: string): Promise<void> {
    this.controller.enqueue(new TextEncoder().encode(text));
    await vi.advanceTimersByTimeAsync(0);
  }

  send(type: string, data: unknown): Promise<void> {
    return this.write(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  sendHello(process: ProcessIdentity = server.state.process): Promise<void> {
    return this.send('hello', { process });
  }

  sendFrame(seconds: number): Promise<void> {
    return this.send('frame', createFrame(seconds));
  }

  async end(): Promise<void> {
    this.controller.close();
    await vi.advanceTimersByTimeAsync(0);
  }

  abort(): void {
    if (!this.isAborted) {
      this.isAborted = true;
      try {
        this.controller.error(new DOMException('aborted', 'AbortError'));
      } catch {
        // The stream has ended.
      }
    }
  }
}

class FakeDocument extends EventTarget {
  hidden = false;

  setHidden(hidden: boolean): void {
    this.hidden = hidden;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

let server: FakeServer;
let page: FakeDocument;
let connection: Connection;
let onOnline: () => void;
let states: ConnectionState[];
let received: string[];

const status = () => states.at(-1)?.status;
const otherProcess = () => ({ ...server.state.process, id: 'b' });

/** Lets pending promises settle and advances the clock. */
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  // The random part of a retry is 0.
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  server = new FakeServer();
  page = new FakeDocument();
  states = [];
  received = [];
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', (type: string, listener: () => void) => {
    onOnline = type === 'online' ? listener : onOnline;
  });
  vi.stubGlobal('fetch', server.fetch);
  connection = new Connection('/debug/vars/ui', {
    onConnectionState: (state) => states.push(state),
    onState: (state) => received.push(`state ${state.tick}`),
    onFrame: (frame) => received.push(`frame ${frame.tick}`),
    onMixedProcesses: () => received.push('mixed processes'),
  });
});

afterEach(async () => {
  page.setHidden(true);
  await pass(120_000);
  if (vi.getTimerCount() > 0) {
    throw new Error('A suspended connection has left a timer.');
  }
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

async function startLive(): Promise<void> {
  connection.start();
  await pass();
  await server.stream.sendHello();
  expect(status()).toBe('live');
}

describe('a stream', () => {
  test('delivers the state and then the frames', async () => {
    connection.start();
    await pass();
    expect(states).toEqual([{ status: 'connecting' }]);
    await server.stream.sendHello();
    expect(states.at(-1)).toEqual({ status: 'live' });
    await server.stream.sendFrame(1);
    await server.stream.sendFrame(2);
    expect(received).toEqual(['state 100', 'frame 101', 'frame 102']);
    expect(server.requests).toEqual(['stream', 'state']);
  });

  test('may be cut anywhere, with any line ends', async () => {
    await startLive();
    const text = `event: frame\r\ndata:${JSON.stringify(createFrame(1))}\r\n\r\n: comment\n\nevent: frame\ndata: ${JSON.stringify(createFrame(2))}\n\n`;
    for (const char of text) {
      await server.stream.write(char);
    }
    expect(received).toEqual(['state 100', 'frame 101', 'frame 102']);
  });

  test('delivers frames that arrive before the state after it', async () => {
    let respond!: (response: Response) => void;
    server.responses.state = [
      () => {
        throw new Error('replaced below');
      },
    ];
    const { fetch } = server;
    vi.stubGlobal('fetch', (url: string, options: { signal: AbortSignal }) =>
      url.endsWith('state')
        ? new Promise((resolve) => (respond = resolve))
        : fetch(url, options),
    );
    connection.start();
    await pass();
    await server.stream.sendHello();
    await server.stream.sendFrame(0);
    await server.stream.sendFrame(1);
    expect(received).toEqual([]);
    respond(Response.json(server.state));
    await pass();
    expect(received).toEqual(['state 100', 'frame 101']);
    expect(status()).toBe('live');
  });

  test('that misses a frame is opened again', async () => {
    await startLive();
    await server.stream.sendFrame(2);
    expect(received).toEqual(['state 100']);
    expect(server.streams[0]!.isAborted).toBe(true);
    await pass(1000);
    expect(server.streams).toHaveLength(2);
    server.state = { ...server.state, tick: START_TICK + 2 };
    await server.stream.sendHello();
    await server.stream.sendFrame(3);
    expect(received).toEqual(['state 100', 'state 102', 'frame 103']);
  });

  test('that ends is opened again, later each time', async () => {
    await startLive();
    await server.stream.end();
    const waits: number[] = [];
    for (let count = 0; count < 8; count++) {
      const state = states.at(-1)!;
      expect(state).toMatchObject({
        status: 'waiting',
        attempt: count + 1,
        isClosed: false,
      });
      const ms = 'retryAt' in state ? state.retryAt - Date.now() : 0;
      waits.push(ms);
      await pass(ms);
      expect(server.streams).toHaveLength(count + 2);
      await server.stream.end();
    }
    expect(waits).toEqual([
      500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000,
    ]);
  });

  test('starts counting attempts again when it was live', async () => {
    await startLive();
    await server.stream.end();
    await pass(500);
    await server.stream.sendHello();
    await server.stream.end();
    expect(states.at(-1)).toMatchObject({ status: 'waiting', attempt: 1 });
  });

  test('that says bye has been closed by the application', async () => {
    await startLive();
    await server.stream.send('bye', {});
    await server.stream.end();
    expect(states.at(-1)).toMatchObject({ status: 'waiting', isClosed: true });
  });

  test('that is silent for 20 seconds is opened again', async () => {
    await startLive();
    await pass(19_999);
    expect(status()).toBe('live');
    await pass(1);
    expect(status()).toBe('waiting');
    expect(server.streams[0]!.isAborted).toBe(true);
  });

  test('is opened again when the network returns', async () => {
    await startLive();
    await server.stream.end();
    expect(server.streams).toHaveLength(1);
    onOnline();
    await pass();
    expect(server.streams).toHaveLength(2);
  });

  test('is opened again when the user asks for it', async () => {
    server.responses.stream = [new Response('', { status: 500 })];
    connection.start();
    await pass();
    expect(status()).toBe('waiting');
    connection.retry();
    await pass();
    expect(server.requests).toEqual(['stream', 'stream']);
  });
});

describe('a load balancer', () => {
  test('that sends a request to another process is asked again', async () => {
    const other = { ...server.state, process: otherProcess() };
    server.responses.state = [
      Response.json(other),
      Response.json(other),
      () => Response.json(server.state),
    ];
    await startLive();
    expect(received).toEqual(['state 100']);
    expect(server.requests).toEqual(['stream', 'state', 'state', 'state']);
  });

  test('that never reaches the process of the stream is reported', async () => {
    connection.start();
    await pass();
    await server.stream.sendHello(otherProcess());
    expect(received).toEqual(['mixed processes']);
    expect(status()).toBe('waiting');
    expect(
      server.requests.filter((request) => request === 'state'),
    ).toHaveLength(9);
  });
});

describe('polling', () => {
  async function startPolling(): Promise<void> {
    connection.start();
    await pass(4000);
    expect(states.at(-1)).toEqual({ status: 'polling', reason: 'buffered' });
  }

  test('starts when a stream has no event for four seconds', async () => {
    await startPolling();
    expect(server.streams[0]!.isAborted).toBe(true);
    server.responses.poll = [
      Response.json(server.pollResponse([createFrame(1), createFrame(2)])),
      Response.json(server.pollResponse([])),
    ];
    await pass(1000);
    await pass(1000);
    expect(server.requests).toEqual([
      'stream',
      'state',
      'poll?since=100',
      'poll?since=102',
    ]);
    expect(received).toEqual(['state 100', 'frame 101', 'frame 102']);
  });

  test('gets the state again where frames are gone', async () => {
    await startPolling();
    server.responses.poll = [
      Response.json({ process: server.state.process, reset: true }),
      () => Response.json(server.pollResponse([])),
    ];
    server.state = { ...server.state, tick: 500 };
    await pass(2000);
    expect(received).toEqual(['state 100', 'state 500']);
    expect(server.requests.at(-1)).toBe('poll?since=500');
  });

  test('gets the state of a process that was restarted', async () => {
    await startPolling();
    server.state = { ...server.state, process: otherProcess(), tick: 1 };
    await pass(1000);
    expect(received).toEqual(['state 100', 'state 1']);
  });

  test('stays with one process where a load balancer mixes them', async () => {
    await startPolling();
    server.responses.poll = [
      () => Response.json({ process: otherProcess(), frames: [] }),
    ];
    await pass(9000);
    expect(received.filter((each) => each === 'state 100')).toHaveLength(4);
    expect(received).toContain('mixed processes');
    await pass(1000);
    expect(received.filter((each) => each === 'state 100')).toHaveLength(5);
  });

  test('tries a stream again after 120 polls', async () => {
    await startPolling();
    await pass(119_000);
    expect(server.streams).toHaveLength(1);
    await pass(1000);
    expect(server.streams).toHaveLength(2);
    await server.stream.sendHello();
    expect(status()).toBe('live');
  });

  test('every 5 seconds replaces a stream for which there is no place', async () => {
    server.responses.stream = [
      new Response('', { status: 503 }),
      () => server.openStream(),
    ];
    connection.start();
    await pass();
    expect(states.at(-1)).toEqual({ status: 'polling', reason: 'full' });
    await pass(59_999);
    expect(server.requests.filter((path) => path !== 'stream')).toEqual([
      'state',
      ...Array.from({ length: 11 }, () => 'poll?since=100'),
    ]);
    await pass(1);
    expect(server.streams).toHaveLength(1);
  });

  test('ends where polls are refused too', async () => {
    server.responses.stream = [new Response('', { status: 503 })];
    server.responses.state = [new Response('', { status: 503 })];
    connection.start();
    await pass();
    expect(status()).toBe('waiting');
  });
});

describe('a refusal', () => {
  test.each([401, 403, 404, 429])(
    'with %d is reported with its text and tried again after 15 s',
    async (httpStatus) => {
      server.responses.stream = [
        new Response('x'.repeat(600), { status: httpStatus }),
        () => server.openStream(),
      ];
      connection.start();
      await pass();
      expect(states.at(-1)).toEqual({
        status: 'refused',
        httpStatus,
        body: 'x'.repeat(500),
        retryAt: Date.now() + 15_000,
      });
      await pass(14_999);
      expect(server.requests).toHaveLength(1);
      await pass(1);
      await server.stream.sendHello();
      expect(status()).toBe('live');
    },
  );

  test.each([
    ['30', 30_000],
    ['0', 1000],
    ['86400', 120_000],
    ['tomorrow', 15_000],
  ])('with Retry-After: %s is tried again after %d ms', async (header, ms) => {
    server.responses.stream = [
      new Response('', { status: 429, headers: { 'Retry-After': header } }),
    ];
    connection.start();
    await pass();
    expect(states.at(-1)).toMatchObject({ retryAt: Date.now() + ms });
  });

  test('by a login page counts as 401', async () => {
    server.responses.stream = [
      new Response('<html>', { headers: { 'Content-Type': 'text/html' } }),
    ];
    connection.start();
    await pass();
    expect(states.at(-1)).toMatchObject({ status: 'refused', httpStatus: 401 });
  });

  test('of the state is reported as one of the stream', async () => {
    server.responses.state = [new Response('no', { status: 403 })];
    connection.start();
    await pass();
    await server.stream.sendHello();
    expect(states.at(-1)).toMatchObject({
      status: 'refused',
      httpStatus: 403,
      body: 'no',
    });
  });

  test('with another status is an attempt like a lost connection', async () => {
    server.responses.stream = [new Response('', { status: 502 })];
    connection.start();
    await pass();
    expect(states.at(-1)).toMatchObject({ status: 'waiting', attempt: 1 });
  });
});

describe('a hidden tab', () => {
  test('is disconnected after a minute and connected when it is shown', async () => {
    await startLive();
    page.setHidden(true);
    await server.stream.sendFrame(1);
    await pass(18_000);
    await server.stream.sendFrame(2);
    await pass(18_000);
    await server.stream.sendFrame(3);
    await pass(18_000);
    await server.stream.sendFrame(4);
    await pass(5999);
    expect(status()).toBe('live');
    await pass(1);
    expect(status()).toBe('suspended');
    expect(server.stream.isAborted).toBe(true);
    await pass(600_000);
    expect(server.streams).toHaveLength(1);
    page.setHidden(false);
    await pass();
    expect(server.streams).toHaveLength(2);
  });

  test('that is shown within a minute stays connected', async () => {
    await startLive();
    page.setHidden(true);
    await pass(10_000);
    page.setHidden(false);
    await server.stream.sendFrame(1);
    await pass(15_000);
    await server.stream.sendFrame(2);
    await pass(15_000);
    await server.stream.sendFrame(3);
    await pass(15_000);
    await server.stream.sendFrame(4);
    await pass(15_000);
    expect(status()).toBe('live');
    expect(server.streams).toHaveLength(1);
  });
});
