import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  encodeDelta,
  encodePoll,
  encodeSnapshot,
} from '../../../src/dashboard/protocol/encode.js';
import {
  RUNTIME_SERIES,
  type Snapshot,
} from '../../../src/dashboard/protocol/types.js';
import type { ConnectionState } from '../../state/connection-state.js';
import { Connection } from '../../transport/connection.js';
import { createDelta, createSnapshot, TICK } from '../snapshots.js';

/** The responses to one path in order. The last one is repeated. */
type Responses = (() => Response)[];

class FakeServer {
  readonly requests: string[] = [];
  readonly streams: FakeStream[] = [];
  snapshot: Snapshot = createSnapshot([]);
  responses: Record<'stream' | 'poll', Responses> = {
    stream: [() => this.openStream()],
    poll: [() => this.respond(encodePoll([]))],
  };

  readonly fetch = (
    url: string,
    { signal }: { signal: AbortSignal },
  ): Promise<Response> => {
    signal.throwIfAborted();
    const path = url.replace('/debug/vars/ui/', '');
    this.requests.push(path);
    const responses = this.responses[path.split('?')[0] as 'stream'];
    const response = (
      responses.length > 1 ? responses.shift()! : responses[0]!
    )();
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

  respond(body: string, processId = 'a'): Response {
    return new Response(body, { headers: { 'Expvar-Process': processId } });
  }

  respondWithSnapshot(processId = 'a'): Response {
    const process = { ...this.snapshot.process, id: processId };
    return this.respond(
      encodeSnapshot({ ...this.snapshot, process }),
      processId,
    );
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

  send(type: string, json: string): Promise<void> {
    return this.write(`event: ${type}\ndata: ${json}\n\n`);
  }

  sendSnapshot(snapshot = server.snapshot): Promise<void> {
    return this.send('snapshot', encodeSnapshot(snapshot));
  }

  sendDelta(seconds: number): Promise<void> {
    return this.send('delta', encodedDelta(seconds));
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

function encodedDelta(seconds: number): string {
  const r = RUNTIME_SERIES.map(() => 1);
  return encodeDelta(createDelta(seconds, {}, { r }));
}

let server: FakeServer;
let connection: Connection;
let states: ConnectionState[];
let received: string[];

const status = () => states.at(-1)?.status;

/** Lets pending promises settle and advances the clock. */
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  // The random part of a retry is 0.
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  server = new FakeServer();
  states = [];
  received = [];
  vi.stubGlobal('fetch', server.fetch);
  connection = new Connection('/debug/vars/ui', {
    onConnectionState: (state) => states.push(state),
    onSnapshot: ({ n }) => received.push(`snapshot ${n}`),
    onDelta: ({ n }) => received.push(`delta ${n}`),
    onOtherProcess: (id) => received.push(`other process ${id}`),
  });
});

afterEach(async () => {
  connection.stop();
  await pass(120_000);
  if (vi.getTimerCount() > 0) {
    throw new Error('A stopped connection has left a timer.');
  }
  vi.useRealTimers();
});

async function startLive(): Promise<void> {
  connection.start();
  await pass();
  await server.stream.sendSnapshot();
  expect(status()).toBe('live');
}

describe('a stream', () => {
  test('delivers the snapshot and then the deltas', async () => {
    await startLive();
    await server.stream.sendDelta(1);
    await server.stream.sendDelta(2);
    expect(received).toEqual([
      `snapshot ${TICK}`,
      `delta ${TICK + 1}`,
      `delta ${TICK + 2}`,
    ]);
    expect(server.requests).toEqual(['stream']);
  });

  test('may be cut anywhere, with any line ends', async () => {
    await startLive();
    const delta = encodedDelta(1);
    for (const part of ['event: del', 'ta\r\nda', `ta: ${delta}\r\n`, '\r\n']) {
      await server.stream.write(part);
    }
    expect(received).toEqual([`snapshot ${TICK}`, `delta ${TICK + 1}`]);
  });

  test('ignores events that it does not know', async () => {
    await startLive();
    await server.stream.send('weather', '{}');
    await server.stream.sendDelta(1);
    expect(received).toEqual([`snapshot ${TICK}`, `delta ${TICK + 1}`]);
  });

  test('that misses a delta is opened again', async () => {
    await startLive();
    await server.stream.sendDelta(2);
    await pass(1000);
    await server.stream.sendSnapshot();
    expect(received).toEqual([`snapshot ${TICK}`, `snapshot ${TICK}`]);
    expect(status()).toBe('live');
  });

  test('that ends is opened again, later each time', async () => {
    await startLive();
    await server.stream.end();
    expect(states.at(-1)).toEqual({
      status: 'waiting',
      retryAt: Date.now() + 500,
      attempt: 1,
      isClosed: false,
    });
    await pass(500);
    await server.stream.end();
    expect(states.at(-1)).toMatchObject({
      retryAt: Date.now() + 1000,
      attempt: 2,
    });
    await pass(999);
    expect(server.streams).toHaveLength(2);
    await pass(1);
    expect(server.streams).toHaveLength(3);
  });

  test('starts counting attempts again when it was live', async () => {
    await startLive();
    await server.stream.end();
    await pass(500);
    await server.stream.sendSnapshot();
    await server.stream.end();
    expect(states.at(-1)).toMatchObject({ status: 'waiting', attempt: 1 });
  });

  test('that is closed by the application is opened again', async () => {
    await startLive();
    await server.stream.send('bye', '{"reason":"closing"}');
    await server.stream.end();
    expect(states.at(-1)).toMatchObject({ status: 'waiting', isClosed: true });
    await pass(500);
    expect(server.streams).toHaveLength(2);
  });

  test('that another viewer has replaced returns only when it is asked to', async () => {
    await startLive();
    await server.stream.send('bye', '{"reason":"replaced"}');
    expect(status()).toBe('replaced');
    connection.retry();
    connection.setHidden(true);
    await pass(600_000);
    connection.setHidden(false);
    await pass();
    expect(server.streams).toHaveLength(1);
    expect(status()).toBe('replaced');
    connection.reconnect();
    await pass();
    await server.stream.sendSnapshot();
    expect(status()).toBe('live');
  });

  test('of another version of the protocol ends the connection', async () => {
    connection.start();
    await pass();
    const snapshot = JSON.parse(encodeSnapshot(server.snapshot)) as object;
    await server.stream.send('snapshot', JSON.stringify({ ...snapshot, v: 3 }));
    expect(status()).toBe('outdated');
    await pass(60_000);
    expect(server.requests).toEqual(['stream']);
  });

  test('with an event that does not follow the protocol is opened again', async () => {
    await startLive();
    await server.stream.send('delta', '{"n":');
    expect(states.at(-1)).toMatchObject({ status: 'waiting', attempt: 1 });
  });

  test('that is silent for 20 seconds is opened again', async () => {
    await startLive();
    await pass(19_999);
    expect(status()).toBe('live');
    await pass(1);
    expect(status()).toBe('waiting');
  });

  test('is opened again when the user or the network ends the wait', async () => {
    await startLive();
    await server.stream.end();
    connection.retry();
    await pass();
    expect(server.streams).toHaveLength(2);
  });

  test('brings a new snapshot when the page asks for it', async () => {
    await startLive();
    const first = server.stream;
    connection.reconnect();
    await pass();
    await server.stream.sendSnapshot();
    expect(first.isAborted).toBe(true);
    expect(received).toEqual([`snapshot ${TICK}`, `snapshot ${TICK}`]);
    expect(states.map((state) => state.status)).toEqual([
      'connecting',
      'live',
      'live',
    ]);
  });
});

describe('polling', () => {
  beforeEach(() => {
    server.responses.poll = [
      () => server.respondWithSnapshot(),
      () => server.respond(encodePoll([])),
    ];
  });

  const startPolling = async () => {
    connection.start();
    await pass(4000);
  };

  test('starts when a stream has no event for four seconds', async () => {
    connection.start();
    await pass(3999);
    expect(status()).toBe('connecting');
    await pass(1);
    expect(states.at(-1)).toEqual({ status: 'polling', reason: 'buffered' });
    server.responses.poll = [
      () => server.respond(encodePoll([encodedDelta(1), encodedDelta(2)])),
    ];
    await pass(1000);
    expect(received).toEqual([
      `snapshot ${TICK}`,
      `delta ${TICK + 1}`,
      `delta ${TICK + 2}`,
    ]);
    expect(server.requests).toEqual([
      'stream',
      'poll',
      `poll?since=${TICK}&process=a`,
    ]);
  });

  test('takes a new snapshot where deltas are gone', async () => {
    await startPolling();
    server.snapshot = { ...server.snapshot, n: TICK + 900 };
    server.responses.poll = [() => server.respondWithSnapshot()];
    await pass(1000);
    expect(received).toEqual([`snapshot ${TICK}`, `snapshot ${TICK + 900}`]);
  });

  test('stays with one process where a load balancer mixes them', async () => {
    await startPolling();
    let count = 0;
    server.responses.poll = [
      () =>
        count++ % 2 === 0
          ? server.respondWithSnapshot('b')
          : server.respond(encodePoll([])),
    ];
    await pass(8000);
    expect(received).toEqual([`snapshot ${TICK}`, 'other process b']);
    await pass(30_000);
    expect(received).not.toContain(`snapshot ${TICK + 1}`);
    expect(received.filter((text) => text.startsWith('snap'))).toHaveLength(1);
  });

  test('takes over from a process that does not answer any more', async () => {
    await startPolling();
    server.responses.poll = [() => server.respondWithSnapshot('b')];
    await pass(9000);
    expect(received.filter((text) => text.startsWith('snap'))).toHaveLength(1);
    await pass(1000);
    expect(received.filter((text) => text.startsWith('snap'))).toHaveLength(2);
  });

  test('tries a stream again after 120 polls', async () => {
    await startPolling();
    await pass(119_000);
    expect(server.streams).toHaveLength(1);
    await pass(1000);
    expect(server.streams).toHaveLength(2);
  });

  test('every 5 seconds replaces a stream for which there is no place', async () => {
    server.responses.stream = [() => new Response('full', { status: 503 })];
    connection.start();
    await pass();
    expect(states.at(-1)).toEqual({ status: 'polling', reason: 'full' });
    await pass(10_000);
    expect(server.requests.slice(1)).toEqual([
      'poll',
      `poll?since=${TICK}&process=a`,
      `poll?since=${TICK}&process=a`,
    ]);
  });

  test('ends where polls are refused too', async () => {
    server.responses.stream = [() => new Response('full', { status: 503 })];
    server.responses.poll = [() => new Response('closing', { status: 503 })];
    connection.start();
    await pass();
    expect(states.at(-1)).toMatchObject({ status: 'waiting', attempt: 1 });
  });
});

describe('a refused request', () => {
  test.each([401, 403, 404, 429])(
    'with status %d is shown with its text and repeated',
    async (httpStatus) => {
      server.responses.stream = [
        () => new Response('no', { status: httpStatus }),
      ];
      connection.start();
      await pass();
      expect(states.at(-1)).toEqual({
        status: 'refused',
        httpStatus,
        body: 'no',
        retryAt: Date.now() + 15_000,
      });
      await pass(15_000);
      expect(server.requests).toEqual(['stream', 'stream']);
    },
  );

  test.each([
    { header: '7', ms: 7000 },
    { header: '0', ms: 1000 },
    { header: '9999', ms: 120_000 },
  ])('waits $ms ms for Retry-After: $header', async ({ header, ms }) => {
    server.responses.stream = [
      () =>
        new Response('', { status: 429, headers: { 'Retry-After': header } }),
    ];
    connection.start();
    await pass();
    expect(states.at(-1)).toMatchObject({ retryAt: Date.now() + ms });
  });

  test('by a login page counts as 401', async () => {
    server.responses.stream = [
      () =>
        new Response('<html>', { headers: { 'Content-Type': 'text/html' } }),
    ];
    connection.start();
    await pass();
    expect(states.at(-1)).toMatchObject({ status: 'refused', httpStatus: 401 });
  });
});

describe('a hidden page', () => {
  test('is disconnected after a minute and connected when it is shown', async () => {
    await startLive();
    connection.setHidden(true);
    for (let seconds = 1; seconds <= 59; seconds++) {
      await pass(1000);
      await server.stream.sendDelta(seconds);
    }
    expect(server.stream.isAborted).toBe(false);
    await pass(1000);
    expect(server.stream.isAborted).toBe(true);
    expect(status()).toBe('suspended');
    connection.setHidden(false);
    await pass();
    await server.stream.sendSnapshot();
    expect(status()).toBe('live');
  });

  test('that is shown within a minute stays connected', async () => {
    await startLive();
    connection.setHidden(true);
    await pass(15_000);
    connection.setHidden(false);
    for (let seconds = 1; seconds <= 60; seconds++) {
      await server.stream.sendDelta(seconds);
      await pass(1000);
    }
    expect(server.streams).toHaveLength(1);
    expect(status()).toBe('live');
  });
});
