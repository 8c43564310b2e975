import { performance } from 'node:perf_hooks';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { PendingReply } from '../../../src/http/pending-reply.js';
import {
  documentReply,
  type StreamReply,
  textReply,
} from '../../../src/http/reply.js';
import { ReplyTracker } from '../../../src/http/reply-tracker.js';
import { FakeResponse, FakeStream } from '../../support/responses.js';

const MIB = 1024 * 1024;
const DENIED = textReply(403, 'denied');

let tracker: ReplyTracker;
let now: number;

function begin(response = new FakeResponse()): PendingReply {
  return tracker.begin(response.asResponse());
}

/** Sends a document of the given number of bytes. */
function send(bytes: number, response = new FakeResponse()): FakeResponse {
  tracker.send(begin(response), documentReply(Buffer.alloc(bytes)));
  return response;
}

/** Opens a stream. @returns a function that is called when the stream ends */
function openStream(response = new FakeResponse()) {
  const onEnd = vi.fn<() => void>();
  const reply: StreamReply = {
    status: 200,
    headers: {},
    revoke: () => {},
    open: () => onEnd,
  };
  tracker.send(begin(response), reply);
  return onEnd;
}

/** The status that replaces an aborted reply; undefined when the client has gone. */
function statusInstead({ signal, instead }: PendingReply): number | undefined {
  expect(signal.aborted).toBe(true);
  return instead?.status;
}

function advance(milliseconds: number): void {
  now += milliseconds;
  vi.advanceTimersByTime(milliseconds);
}

beforeEach(() => {
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
  tracker = new ReplyTracker();
});

describe('the unsent bytes for slow clients', () => {
  test('are limited to 64 MiB, and then replies are 503 with Retry-After', () => {
    const slow = Array.from({ length: 8 }, () => send(8 * MIB));
    expect(slow.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(tracker.isFull).toBe(true);
    const refused = send(1);
    expect(refused.status).toBe(503);
    expect(refused.headers).toMatchObject({ 'Retry-After': '1' });
    refused.finish();
    expect(tracker.isFull).toBe(true);
    slow[3]!.finish();
    expect(tracker.isFull).toBe(false);
    expect(send(8 * MIB).status).toBe(200);
    expect(send(1).status).toBe(503);
  });

  test('may belong to one reply of any size', () => {
    expect(send(65 * MIB).status).toBe(200);
    expect(send(1).status).toBe(503);
  });

  test('abort the replies that are being created when the limit is reached', () => {
    const pending = begin();
    send(40 * MIB);
    expect(statusInstead(pending)).toBe(503);
  });

  test('do not include replies to clients that have gone', () => {
    const gone = new FakeResponse();
    gone.destroyed = true;
    expect(send(8 * MIB, gone).status).toBeUndefined();
    const answered = new FakeResponse();
    answered.headersSent = true;
    expect(send(64 * MIB, answered).status).toBeUndefined();
    expect(send(64 * MIB).status).toBe(200);
  });

  test('are released on finish by adapters that never emit close', () => {
    send(64 * MIB).emit('finish');
    expect(send(64 * MIB).status).toBe(200);
  });

  test('are released after 30 s by adapters that emit nothing', () => {
    const silent = Object.assign(new FakeResponse(), {
      prependOnceListener: undefined,
      once: undefined,
      removeListener: undefined,
      destroy: undefined,
    });
    send(64 * MIB, silent);
    expect(send(1).status).toBe(503);
    advance(30_000);
    expect(send(64 * MIB).status).toBe(200);
  });
});

describe('a client that reads nothing', () => {
  test('is disconnected after 30 s, and no other client is', () => {
    const first = send(1);
    advance(20_000);
    const second = send(1);
    const quick = send(1);
    quick.finish();
    advance(9_999);
    expect(first.destroyed).toBe(false);
    advance(1);
    expect([first, second, quick].map((r) => r.destroyed)).toEqual([
      true,
      false,
      false,
    ]);
    advance(19_999);
    expect(second.destroyed).toBe(false);
    advance(1);
    expect(second.destroyed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('leaves no timer behind when the application closes', async () => {
    send(1);
    const closing = tracker.beforeApplicationShutdown();
    await vi.advanceTimersByTimeAsync(250);
    await closing;
    expect(vi.getTimerCount()).toBe(0);
  });

  test('loses its HTTP/2 stream, but not its connection', () => {
    const session = new FakeStream();
    const stream = Object.assign(new FakeStream(), { session });
    send(1, new FakeResponse({ stream }));
    advance(30_000);
    expect([stream.destroyed, session.destroyed]).toEqual([true, false]);
  });
});

describe('a client that goes away', () => {
  test('aborts its reply while it is being created', () => {
    const response = new FakeResponse();
    const pending = begin(response);
    const other = begin();
    expect(pending.signal.aborted).toBe(false);
    response.destroy();
    expect(statusInstead(pending)).toBeUndefined();
    expect(other.signal.aborted).toBe(false);
  });

  test('aborts a reply that is queued behind another on its connection', () => {
    const socket = new FakeStream();
    const pending = begin(new FakeResponse({ req: { socket } }));
    socket.destroy();
    expect(statusInstead(pending)).toBeUndefined();
  });

  test('before its request is handled aborts the reply', () => {
    const socket = new FakeStream().destroy();
    const pending = begin(new FakeResponse({ req: { socket } }));
    expect(statusInstead(pending)).toBeUndefined();
  });
});

describe('replies that are queued behind another on one connection', () => {
  test('are released when the connection closes', () => {
    const socket = new FakeStream();
    const queued = Array.from({ length: 8 }, () =>
      send(8 * MIB, new FakeResponse({ req: { socket } })),
    );
    expect(queued.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(send(1).status).toBe(503);
    socket.destroy();
    expect(send(8 * MIB).status).toBe(200);
    const late = new FakeResponse({ req: { socket } });
    expect(send(1, late).status).toBeUndefined();
  });

  test('add one listener to the connection, however many they are', () => {
    const socket = new FakeStream();
    for (let i = 0; i < 50; i++) {
      send(1, new FakeResponse({ req: { socket } }));
      openStream(new FakeResponse({ req: { socket } }));
    }
    expect(socket.listenerCount('close')).toBe(1);
  });

  test('are destroyed with their connection when the client reads nothing', () => {
    const socket = new FakeStream();
    const queued = new FakeResponse({ req: { socket } });
    // Node cannot destroy a queued response before the responses ahead of it have ended.
    queued.destroy = () => queued;
    send(64 * MIB, queued);
    advance(30_000);
    expect(socket.destroyed).toBe(true);
    expect(send(64 * MIB).status).toBe(200);
  });
});

describe('a stream', () => {
  test.each(['finish', 'close'])(
    'ends once when its response emits %s',
    (event) => {
      const response = new FakeResponse();
      const onEnd = openStream(response);
      expect(onEnd).not.toHaveBeenCalled();
      response.emit(event);
      response.finish();
      expect(onEnd).toHaveBeenCalledTimes(1);
    },
  );

  test('ends when its connection closes while it is queued behind another', () => {
    const socket = new FakeStream();
    const onEnd = openStream(new FakeResponse({ req: { socket } }));
    socket.destroy();
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  test('ends when its client has gone before it was opened', () => {
    const response = new FakeResponse();
    const pending = begin(response);
    const onEnd = vi.fn<() => void>();
    const open = () => {
      response.destroy();
      return onEnd;
    };
    tracker.send(pending, { status: 200, headers: {}, revoke: () => {}, open });
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  test('is not disconnected after 30 s', () => {
    const response = new FakeResponse();
    openStream(response);
    advance(100_000);
    expect(response.destroyed).toBe(false);
  });

  test('does not open after access has ended', () => {
    const response = new FakeResponse();
    const pending = begin(response);
    tracker.revokeAll(DENIED);
    const open = vi.fn<StreamReply['open']>();
    tracker.send(pending, { status: 200, headers: {}, revoke: () => {}, open });
    expect(open).not.toHaveBeenCalled();
    expect(response.status).toBe(403);
  });

  test('ends together with all other streams when access ends', () => {
    const responses = [
      new FakeResponse(),
      new FakeResponse({ req: { socket: new FakeStream() } }),
      new FakeResponse({ stream: new FakeStream() }),
    ];
    const [first, second] = responses.map((response) => openStream(response));
    tracker.revokeAll(DENIED);
    expect(first).toHaveBeenCalledTimes(1);
    expect(second).toHaveBeenCalledTimes(1);
    const [plain, http1, http2] = responses as unknown as {
      destroyed: boolean;
      req: { socket: FakeStream };
      stream: FakeStream;
    }[];
    expect(plain!.destroyed).toBe(true);
    expect(http1!.req.socket.destroyed).toBe(true);
    expect(http2!.stream.destroyed).toBe(true);
  });
});

describe('an application that closes', () => {
  test('aborts the replies that are being created, and later ones', () => {
    const pending = begin();
    tracker.onModuleDestroy();
    expect(tracker.shutdownSignal.aborted).toBe(true);
    expect(statusInstead(pending)).toBe(503);
    expect(statusInstead(begin())).toBe(503);
  });

  test('waits for clients no longer than a quarter of a second', async () => {
    const quick = send(1);
    const slow = send(1);
    const stream = new FakeResponse();
    openStream(stream);
    const closed = vi.fn<() => void>();
    const closing = tracker.beforeApplicationShutdown().then(closed);
    quick.finish();
    await vi.advanceTimersByTimeAsync(249);
    expect(closed).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await closing;
    expect([quick, slow, stream].map((r) => r.destroyed)).toEqual([
      false,
      true,
      true,
    ]);
  });

  test('continues when the last client has read its reply', async () => {
    const reply = send(1);
    const stream = new FakeResponse();
    openStream(stream);
    const closing = tracker.beforeApplicationShutdown();
    reply.finish();
    stream.finish();
    await closing;
    expect([reply.destroyed, stream.destroyed]).toEqual([false, false]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('does not wait when there are no clients', async () => {
    await tracker.beforeApplicationShutdown();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('closes the session of an HTTP/2 client that does not read', async () => {
    const session = new FakeStream();
    const stream = Object.assign(new FakeStream(), { session });
    send(1, new FakeResponse({ stream }));
    const closing = tracker.beforeApplicationShutdown();
    await vi.advanceTimersByTimeAsync(250);
    await closing;
    expect(session.destroyed).toBe(true);
  });
});

test('many readers may wait for the shutdown without a warning of a leak', async () => {
  vi.useRealTimers();
  const emitWarning = vi.spyOn(process, 'emitWarning');
  for (let i = 0; i < 20; i++) {
    tracker.shutdownSignal.addEventListener('abort', () => {});
  }
  expect(emitWarning).not.toHaveBeenCalled();
});
