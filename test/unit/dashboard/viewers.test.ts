import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Viewer, Viewers } from '../../../src/dashboard/viewers.js';

let now = 0;

vi.mock(import('../../../src/support/monotonic-now.js'), () => ({
  monotonicNow: () => now,
}));

beforeEach(() => {
  now = 0;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** A response to a client that reads or does not. */
class FakeStream extends EventEmitter {
  readonly sent: string[] = [];
  isRead = true;
  writableLength = 0;
  destroyed = false;

  write(chunk: Buffer): boolean {
    this.sent.push(String(chunk));
    return this.isRead;
  }

  end(chunk: Buffer): void {
    this.sent.push(String(chunk));
  }

  destroy(): void {
    this.destroyed = true;
  }
}

function connect(viewers: Viewers) {
  const response = new FakeStream();
  const viewer = new Viewer(response as unknown as ServerResponse);
  viewers.add(viewer);
  viewers.start(viewer, '1');
  return { response, viewer };
}

const SNAPSHOT = 'event: snapshot\ndata: 1\n\n';

const DELTA = 'event: delta\ndata: 2\n\n';

const bye = (reason: string) => `event: bye\ndata: {"reason":"${reason}"}\n\n`;

test('all viewers get the final event, and no event after it', () => {
  const viewers = new Viewers();
  const clients = [connect(viewers), connect(viewers)];
  viewers.endAll('closing');
  viewers.broadcast('2');
  expect(viewers.size).toBe(0);
  for (const { response } of clients) {
    expect(response.sent).toEqual([SNAPSHOT, bye('closing')]);
  }
});

test('a viewer gets no delta before its snapshot', () => {
  const viewers = new Viewers();
  const response = new FakeStream();
  const viewer = new Viewer(response as unknown as ServerResponse);
  viewers.add(viewer);
  viewers.broadcast('2');
  viewers.start(viewer, '1');
  viewers.broadcast('2');
  expect(response.sent).toEqual([SNAPSHOT, DELTA]);
});

test('the ninth viewer takes the place of the oldest', () => {
  const viewers = new Viewers();
  const clients = Array.from({ length: 9 }, () => connect(viewers));
  viewers.broadcast('2');
  expect(viewers.size).toBe(8);
  const [first, ...later] = clients.map(({ response }) => response.sent);
  expect(first).toEqual([SNAPSHOT, bye('replaced')]);
  expect(later).toHaveLength(8);
  for (const sent of later) {
    expect(sent).toEqual([SNAPSHOT, DELTA]);
  }
});

test('a stream that has not drained for 20 s is ended', () => {
  const viewers = new Viewers();
  const { response } = connect(viewers);
  response.isRead = false;
  viewers.broadcast('2');
  now = 19_999;
  viewers.broadcast('2');
  expect(response.sent).toHaveLength(3);
  now = 20_000;
  viewers.broadcast('2');
  expect(response.sent.at(-1)).toBe(bye('slow'));
  expect(viewers.size).toBe(0);
});

test('a stream that drains at times stays open', () => {
  const viewers = new Viewers();
  const { response } = connect(viewers);
  response.isRead = false;
  for (; now < 100_000; now += 15_000) {
    viewers.broadcast('2');
    response.emit('drain');
  }
  expect(viewers.size).toBe(1);
});

test('a stream with more than 16 MiB of unsent data is ended', () => {
  const viewers = new Viewers();
  const quick = connect(viewers);
  const slow = connect(viewers);
  quick.response.writableLength = 16 * 1024 * 1024;
  slow.response.writableLength = 16 * 1024 * 1024 + 1;
  viewers.broadcast('2');
  expect(quick.response.sent.at(-1)).toBe(DELTA);
  expect(slow.response.sent.at(-1)).toBe(bye('slow'));
});

test('a client that does not read its last event is disconnected', () => {
  const viewers = new Viewers();
  const { response, viewer } = connect(viewers);
  viewers.end(viewer, 'access');
  expect(response.destroyed).toBe(false);
  vi.advanceTimersByTime(1000);
  expect(response.destroyed).toBe(true);
});
