import type { IncomingMessage } from 'node:http';
import { ExpvarRegistry } from 'nestjs-expvar';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { withDashboard } from '../support/dashboard.js';
import { deferred } from '../support/deferred.js';
import { EventStream, type ServerEvent } from '../support/event-stream.js';
import { call } from '../support/http-client.js';
import { moduleOf, platforms, start } from '../support/platforms.js';
import { RecordingLogger } from '../support/recording-logger.js';

const ports = platforms.flatMap((platform) => [
  { platform, port: 'the application’s port' },
  { platform, port: 'server' },
]);

/** The last event of a stream that ends. */
async function lastEvent(
  stream: EventStream,
): Promise<ServerEvent | undefined> {
  let last: ServerEvent | undefined;
  for (let event; (event = await stream.next()) !== undefined;) {
    last = event;
  }
  return last;
}

describe.each(ports)('on $port of $platform', ({ platform, port }) => {
  async function started(options: Parameters<typeof withDashboard>[0]) {
    const logger = new RecordingLogger();
    const { app, url } = await start(
      platform,
      moduleOf({
        imports: [
          withDashboard({
            history: false,
            ...(port === 'server' && { server: { port: 0 } }),
            ...options,
          }),
        ],
      }),
      () => undefined,
      { logger },
    );
    const page =
      port === 'server' ? logger.servedUrls()[0]! : `${url}/debug/vars`;
    const open = async () => {
      const stream = await EventStream.open(`${page}/ui/stream`);
      expect((await stream.next())?.event).toBe('snapshot');
      return stream;
    };
    return { logger, open, page, registry: app.get(ExpvarRegistry) };
  }

  const fromOutside = { headers: { Host: 'shop.example' } };

  describe('an unmarked proxy', () => {
    test.each(['', '?name=nope', '/ui', '/ui/poll', '/ui/nothing'])(
      'ends open streams when a request for /debug/vars%s shows it',
      async (path) => {
        const { open, page } = await started({ closeOnUnmarkedProxy: true });
        const streams = [await open(), await open()];
        expect((await call(`${page}${path}`, fromOutside)).status).toBe(403);
        for (const last of await Promise.all(streams.map(lastEvent))) {
          expect(last?.event).not.toBe('bye');
        }
        expect((await call(`${page}/ui/stream`)).status).toBe(403);
        expect((await call(page)).status).toBe(403);
      },
    );

    test('denies the requests that wait for an async variable', async () => {
      const { page, registry } = await started({
        closeOnUnmarkedProxy: true,
        deadline: 10_000,
      });
      const called = deferred();
      registry.func('hung', () => {
        called.resolve();
        return new Promise(() => undefined);
      });
      const waiting = [call(page), call(`${page}/ui/poll`)];
      await called.promise;
      await call(page, fromOutside);
      expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([
        403, 403,
      ]);
    });

    test('leaves streams open without closeOnUnmarkedProxy', async () => {
      const { open, page } = await started({});
      const stream = await open();
      expect((await call(page, fromOutside)).status).toBe(403);
      expect((await stream.next())?.event).toBe('delta');
    });
  });

  describe('an access function', () => {
    let decide: (request: IncomingMessage) => unknown;
    const access = (request: IncomingMessage) => decide(request) as boolean;

    beforeEach(() => {
      decide = () => true;
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    });

    afterEach(() => {
      vi.useRealTimers();
    });

    test.each<[string, () => unknown]>([
      ['returns false', () => false],
      ['resolves to false', async () => false],
      [
        'throws',
        () => {
          throw new Error('no session');
        },
      ],
      ['returns no boolean', () => 1],
      ['does not decide in time', () => new Promise(() => {})],
    ])('ends an open stream within 10 s when it %s', async (_, decision) => {
      const { logger, open } = await started({ access });
      const stream = await open();
      decide = decision;
      vi.advanceTimersByTime(9000);
      expect(await lastEvent(stream)).toEqual({
        event: 'bye',
        data: { reason: 'access' },
      });
      expect(logger.of('ExpvarModule', 'warn')).toEqual([
        expect.stringMatching(
          /^denied a request from 127\.0\.0\.1: the function access/,
        ),
      ]);
    });

    test('ends the streams of the clients that it denies, and no others', async () => {
      const { open } = await started({ access });
      const allowed = await open();
      const requests: IncomingMessage[] = [];
      decide = (request) => requests.push(request) > 0;
      const ended = await open();
      decide = (request) => !requests.includes(request);
      vi.advanceTimersByTime(9000);
      await lastEvent(ended);
      for (let i = 0; i < 3; i++) {
        vi.advanceTimersByTime(1000);
        expect((await allowed.next())?.event).toBe('delta');
      }
    });

    test('is not called any more for a stream that has ended', async () => {
      const { open, page } = await started({ access });
      const stream = await open();
      let calls = 0;
      decide = () => {
        calls++;
        return false;
      };
      vi.advanceTimersByTime(5000);
      await lastEvent(stream);
      vi.advanceTimersByTime(60_000);
      expect(calls).toBe(1);
      expect((await call(page)).status).toBe(403);
    });
  });

  test('a stream of a client with the token stays open', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const { page } = await started({ access: { token: '0123456789abcdef' } });
      const stream = await EventStream.open(`${page}/ui/stream`, {
        Authorization: 'Bearer 0123456789abcdef',
      });
      expect((await stream.next())?.event).toBe('snapshot');
      for (let i = 0; i < 15; i++) {
        vi.advanceTimersByTime(1000);
        expect((await stream.next())?.event).toBe('delta');
      }
    } finally {
      vi.useRealTimers();
    }
  });
});
