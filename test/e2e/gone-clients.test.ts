import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { ExpvarRegistry, Var } from 'nestjs-expvar';
import { describe, expect, onTestFinished, test } from 'vitest';
import { withDashboard } from '../support/dashboard.js';
import { deferred } from '../support/deferred.js';
import { eventually } from '../support/eventually.js';
import { call } from '../support/http-client.js';
import { moduleOf, platforms, start } from '../support/platforms.js';

class FunctionTextVar extends Var {
  constructor(private readonly createText: () => string) {
    super();
  }

  toString(): string {
    return this.createText();
  }
}

function connection(url: string): Socket {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  return socket;
}

/** Sends requests on a connection without waiting for their responses. */
function send(socket: Socket, paths: readonly string[]): Socket {
  const requests = paths.map(
    (path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
  );
  socket.write(requests.join(''));
  return socket;
}

function pipeline(url: string, paths: readonly string[]): Socket {
  return send(connection(url), paths);
}

const repeated = (count: number, path: string) =>
  Array.from({ length: count }, () => path);

describe.each(platforms)('when clients of %s have gone', (platform) => {
  async function started() {
    const { app, url } = await start(
      platform,
      moduleOf({
        imports: [withDashboard({ history: false, deadline: 10_000 })],
      }),
    );
    /** Counts the requests and the closed connections that the server has seen. */
    const seen = { requests: 0, closed: 0 };
    const server = app.getHttpServer() as Server;
    server.on('request', () => seen.requests++);
    server.on('connection', (socket) => {
      socket.on('close', () => seen.closed++);
    });
    const registry = app.get(ExpvarRegistry);
    return { app, url, registry, seen };
  }

  /** Publishes a function that hangs until the test resolves it. */
  function publishHung(registry: ExpvarRegistry) {
    const called = deferred();
    const value = deferred<number>();
    registry.func('hung', () => {
      called.resolve();
      return value.promise;
    });
    return { called: called.promise, resolve: () => value.resolve(1) };
  }

  test.each([
    ['a slow document', '/debug/vars'],
    ['another stream', '/debug/vars/ui/stream'],
  ])(
    'viewers whose streams are queued behind %s free their places',
    async (_, first) => {
      const { url, registry, seen } = await started();
      const hung = publishHung(registry);
      let calls = 0;
      registry.func('watched', () => ++calls);
      const socket = pipeline(url, [
        first,
        ...repeated(8, '/debug/vars/ui/stream'),
      ]);
      await eventually(() => seen.requests === 9);
      socket.resetAndDestroy();
      await eventually(() => seen.closed === 1);
      hung.resolve();
      // A viewer that had a place would let the process sample each second.
      let before = -1;
      await eventually(async () => {
        before = calls;
        await setTimeout(1500);
        return calls === before;
      });
      expect(calls).toBe(before);
    },
  );

  test('documents that are queued behind a stream free the bytes that waited', async () => {
    const { url, registry, seen } = await started();
    registry.func('large', () => 'x'.repeat(1_000_000));
    const socket = pipeline(url, [
      '/debug/vars/ui/stream',
      ...repeated(80, '/debug/vars'),
    ]);
    await eventually(() => seen.requests === 81);
    await eventually(
      async () => (await call(`${url}/debug/vars`)).status === 503,
    );
    socket.destroy();
    let status: number | undefined;
    await eventually(async () => {
      ({ status } = await call(`${url}/debug/vars`));
      return status !== 503;
    });
    expect(status).toBe(200);
  });

  test('documents that wait for an async variable are not written', async () => {
    const { url, registry, seen } = await started();
    const hung = publishHung(registry);
    let written = 0;
    registry.publish('text', new FunctionTextVar(() => `"${++written}"`));
    const socket = pipeline(url, repeated(20, '/debug/vars'));
    const other = call(`${url}/debug/vars?prefix=`);
    await eventually(() => seen.requests === 21);
    await hung.called;
    socket.resetAndDestroy();
    await eventually(() => seen.closed === 1);
    hung.resolve();
    expect((await other).text).toBe('{\n"hung": 1,\n"text": "1"\n}\n');
  });

  test('documents that wait for other documents are not written', async () => {
    const { url, registry, seen } = await started();
    const hung = publishHung(registry);
    const waiting = Array.from({ length: 20 }, () => connection(url));
    let written = 0;
    for (let i = 0; i < 50; i++) {
      registry.publish(
        `text${i}`,
        new FunctionTextVar(() => {
          if (++written === 1) {
            for (const socket of waiting) {
              socket.resetAndDestroy();
            }
          }
          // The document yields, so that the server sees the resets.
          const end = performance.now() + 3;
          while (performance.now() < end);
          return '1';
        }),
      );
    }
    const first = call(`${url}/debug/vars`);
    await hung.called;
    for (const socket of waiting) {
      send(socket, ['/debug/vars']);
    }
    await eventually(() => seen.requests === 21);
    hung.resolve();
    expect((await first).status).toBe(200);
    await eventually(() => seen.closed === 21);
    expect((await call(`${url}/debug/vars?name=hung`)).status).toBe(200);
    expect(written).toBe(50);
  });
});
