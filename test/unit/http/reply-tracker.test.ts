import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { documentReply } from '../../../src/http/reply.js';
import { ReplyTracker } from '../../../src/http/reply-tracker.js';

const MIB = 1024 * 1024;

/** A response whose reader takes nothing until it is told to. */
class Response extends EventEmitter {
  headersSent = false;
  destroyed = false;
  status: number | undefined;
  headers: Readonly<Record<string, unknown>> = {};

  read(): void {
    this.emit('close');
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }
}

let outbox: ReplyTracker;
let now: number;

/** @param bytes of the answer */
function send(bytes: number, response = new Response()): Response {
  outbox.send(
    response as unknown as ServerResponse,
    documentReply(Buffer.alloc(bytes)),
    ({ status, headers }) => Object.assign(response, { status, headers }),
  );
  return response;
}

function pass(milliseconds: number): void {
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
  outbox = new ReplyTracker();
});

describe('what readers have yet to take', () => {
  test('is 64 MiB at most', () => {
    const readers = Array.from({ length: 8 }, () => send(8 * MIB));
    expect(readers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(outbox.signal.aborted).toBe(true);
    const refused = send(1);
    expect(refused.status).toBe(503);
    expect(refused.headers).toMatchObject({ 'Retry-After': '1' });
    refused.read();
    expect(outbox.signal.aborted).toBe(true);
    readers[3]!.read();
    expect(outbox.signal.aborted).toBe(false);
    expect(send(8 * MIB).status).toBe(200);
    expect(send(1).status).toBe(503);
  });

  test('may be one answer, however large', () => {
    expect(send(65 * MIB).status).toBe(200);
    expect(send(1).status).toBe(503);
  });

  test('is nothing where the connection is gone', () => {
    const response = new Response();
    response.destroyed = true;
    expect(send(8 * MIB, response).status).toBeUndefined();
    const answered = new Response();
    answered.headersSent = true;
    expect(send(64 * MIB, answered).status).toBeUndefined();
    expect(send(64 * MIB).status).toBe(200);
  });
});

describe('a reader that takes nothing', () => {
  test('is cut off after 30 s, and no other is', () => {
    const first = send(1);
    pass(20_000);
    const second = send(1);
    const quick = send(1);
    quick.read();
    pass(9_999);
    expect(first.destroyed).toBe(false);
    pass(1);
    expect([first, second, quick].map((r) => r.destroyed)).toEqual([
      true,
      false,
      false,
    ]);
    pass(19_999);
    expect(second.destroyed).toBe(false);
    pass(1);
    expect(second.destroyed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
    send(1);
    expect(vi.getTimerCount()).toBe(1);
    outbox.onApplicationShutdown();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('of HTTP/2 loses its stream, not its connection', () => {
    const stream = new Response();
    send(1, Object.assign(new Response(), { stream }));
    pass(30_000);
    expect(stream.destroyed).toBe(true);
  });
});

describe('closing', () => {
  test('has no more documents made, also when readers are done', () => {
    const { signal } = outbox;
    const reader = send(1);
    outbox.onModuleDestroy();
    expect(signal.aborted).toBe(true);
    reader.read();
    expect(outbox.signal.aborted).toBe(true);
  });

  test('waits for readers no longer than a quarter of a second', async () => {
    const quick = send(1);
    const slow = send(1);
    const closed = vi.fn<() => void>();
    const closing = outbox.beforeApplicationShutdown().then(closed);
    quick.read();
    await vi.advanceTimersByTimeAsync(249);
    expect(closed).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await closing;
    expect([quick.destroyed, slow.destroyed]).toEqual([false, true]);
  });

  test('goes on when the last of them is done', async () => {
    const reader = send(1);
    const closing = outbox.beforeApplicationShutdown();
    reader.read();
    await closing;
    expect(reader.destroyed).toBe(false);
    outbox.onApplicationShutdown();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('waits for nobody where there is nobody', async () => {
    await outbox.beforeApplicationShutdown();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('on a connection with several requests', () => {
  test('answers behind the one that is sent go with the connection', () => {
    const socket = new Response();
    const behind = Array.from({ length: 8 }, () =>
      send(8 * MIB, Object.assign(new Response(), { req: { socket } })),
    );
    expect(behind.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(send(1).status).toBe(503);
    socket.destroy();
    expect(send(8 * MIB).status).toBe(200);
    expect(socket.listenerCount('close')).toBe(0);
    const late = Object.assign(new Response(), { req: { socket } });
    expect(send(1, late).status).toBeUndefined();
  });

  test('what is cut off is gone, whether it says so or not', () => {
    const silent = Object.assign(new Response(), { destroy() {} });
    send(64 * MIB, silent);
    expect(send(1).status).toBe(503);
    pass(30_000);
    expect(send(64 * MIB).status).toBe(200);
    expect(vi.getTimerCount()).toBe(1);
  });
});
