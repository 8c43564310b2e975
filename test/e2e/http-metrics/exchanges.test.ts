import { once } from 'node:events';
import { type Server, ServerResponse } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import {
  Controller,
  Get,
  type INestApplication,
  Res,
  Sse,
  StreamableFile,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpvarRegistry, type IntVar, type MapVar } from 'nestjs-expvar';
import { Observable, of } from 'rxjs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { call } from '../../support/http-client.js';
import { deferred } from '../../support/deferred.js';
import { eventually } from '../../support/eventually.js';
import { bareExpvar } from '../../support/bare-document.js';
import {
  moduleOf,
  type Platform,
  platforms,
  portOf,
  start,
} from '../../support/platforms.js';
import { countResponses, httpVars } from '../../support/request-counts.js';

interface Response {
  write(text: string): void;
  writeHead(status: number, headers: Record<string, string>): void;
  readonly raw?: Response;
}

const arrived = { resolve: () => {} };

@Controller()
class QuotesController {
  @Get('hello')
  hello() {
    return 'Hello World!';
  }

  @Get('file')
  file() {
    return new StreamableFile(
      Readable.from([Buffer.alloc(300_000), Buffer.alloc(1)]),
    );
  }

  @Get('never')
  never() {
    arrived.resolve();
    return new Promise(() => {});
  }

  @Get('half')
  half(@Res() response: Response) {
    (response.raw ?? response).write('half');
    arrived.resolve();
  }

  @Get('mjpeg')
  mjpeg(@Res() response: Response) {
    const raw = response.raw ?? response;
    raw.writeHead(200, {
      'Content-Type': 'multipart/x-mixed-replace; boundary=frame',
    });
    raw.write('--frame\r\n');
  }

  @Sse('ended-stream')
  endedStream() {
    return of({ data: 'last' });
  }

  @Sse('stream')
  stream() {
    arrived.resolve();
    return new Observable(() => {});
  }
}

function startQuotes(platform: Platform, options: object = {}) {
  return start(
    platform,
    moduleOf({
      imports: [bareExpvar({ http: true, ...options })],
      controllers: [QuotesController],
    }),
  );
}

/** Opens a connection and collects what it receives. */
async function openConnection(url: string) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  const received: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => received.push(chunk));
  await once(socket, 'connect');
  return { socket, received: () => Buffer.concat(received) };
}

function ask(socket: Socket, path: string, headers = ''): void {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`);
}

/** Reads a total without rendering a document. */
function total(app: INestApplication, key: string): number {
  const http = app.get(ExpvarRegistry).get('http') as MapVar;
  return (http.get(key) as IntVar).value;
}

/** Waits until the handler of a request has been called. */
function arrival(): Promise<void> {
  const { promise, resolve } = deferred();
  arrived.resolve = resolve;
  return promise;
}

describe.each(platforms)('on %s', (platform) => {
  test('bytesOut is the number of bytes that clients read', async () => {
    const { app, url } = await startQuotes(platform);
    const { socket, received } = await openConnection(url);
    for (const path of ['/hello', '/nowhere', '/file', '/hello']) {
      ask(socket, path);
    }
    ask(socket, '/hello', 'Connection: close\r\n');
    await once(socket, 'close');
    const { bytesOut, requests, inFlight } = await httpVars(app);
    expect({ bytesOut, requests, inFlight }).toEqual({
      bytesOut: received().length,
      requests: 5,
      inFlight: 0,
    });
    expect(bytesOut).toBeGreaterThan(300_001);
  });

  test('bytesOut of a route is the number of bytes that its clients read', async () => {
    const { app, url } = await startQuotes(platform);
    const expected: Record<string, number> = {};
    for (const [path, route] of [
      ['/hello', 'GET /hello'],
      ['/file', 'GET /file'],
      ['/nowhere', '(unmatched)'],
    ] as const) {
      const { socket, received } = await openConnection(url);
      for (let i = 0; i < 3; i++) {
        ask(socket, path);
      }
      ask(socket, path, 'Connection: close\r\n');
      await once(socket, 'close');
      expected[route] = received().length;
    }
    const { socket, received } = await openConnection(url);
    ask(socket, '/half');
    await eventually(() => received().toString().endsWith('half\r\n'));
    socket.destroy();
    await eventually(() => total(app, 'inFlight') === 0);
    expected['GET /half'] = received().length;
    const { bytesOut, routes } = await httpVars(app);
    expect(
      Object.fromEntries(
        Object.entries(routes).map(([key, route]) => [key, route.bytesOut]),
      ),
    ).toEqual(expected);
    expect(bytesOut).toBe(
      Object.values(expected).reduce((sum, bytes) => sum + bytes, 0),
    );
  });

  test('bytesOut leaves out the document on a reused connection', async () => {
    const { app, url } = await startQuotes(platform);
    const { socket, received } = await openConnection(url);
    ask(socket, '/debug/vars');
    await once(socket, 'data');
    const documentBytes = received().length;
    ask(socket, '/hello', 'Connection: close\r\n');
    await once(socket, 'close');
    expect(await httpVars(app)).toMatchObject({
      bytesOut: received().length - documentBytes,
      requests: 1,
    });
  });

  test.each(['/never', '/half'])(
    'a request for %s that is given up counts as aborted once, without latency',
    async (path) => {
      const { app, url } = await startQuotes(platform);
      const { socket } = await openConnection(url);
      const arriving = arrival();
      ask(socket, path);
      await arriving;
      expect(await httpVars(app)).toMatchObject({ inFlight: 1, aborted: 0 });
      socket.destroy();
      await eventually(() => total(app, 'aborted') === 1);
      expect((await httpVars(app)).inFlight).toBe(0);
      const { requests, errors, routes } = await httpVars(app);
      expect({ requests, errors }).toEqual({ requests: 0, errors: 0 });
      expect(routes[`GET ${path}`]).toMatchObject({
        aborted: 1,
        latency: { count: 0 },
        requests: {},
      });
    },
  );

  test('a client that leaves an event stream is counted as answered, without latency', async () => {
    const { app, url } = await startQuotes(platform);
    const { socket } = await openConnection(url);
    const arriving = arrival();
    ask(socket, '/stream');
    await arriving;
    await once(socket, 'data');
    expect(await httpVars(app)).toMatchObject({ inFlight: 1, requests: 0 });
    socket.destroy();
    await eventually(() => total(app, 'inFlight') === 0);
    const { aborted, requests, routes } = await httpVars(app);
    expect({ aborted, requests }).toEqual({ aborted: 0, requests: 1 });
    expect(routes['GET /stream']).toMatchObject({
      aborted: 0,
      latency: { count: 0 },
      requests: { '2xx': 1 },
    });
  });

  test.each(['/mjpeg', '/ended-stream'])(
    'the response of %s, which lasts until somebody ends it, has no latency',
    async (path) => {
      const { app, url } = await startQuotes(platform);
      const { socket } = await openConnection(url);
      ask(socket, path);
      await once(socket, 'data');
      socket.destroy();
      await eventually(() => total(app, 'inFlight') === 0);
      const { aborted, routes } = await httpVars(app);
      expect(aborted).toBe(0);
      expect(routes[`GET ${path}`]).toMatchObject({
        latency: { count: 0 },
        requests: { '2xx': 1 },
      });
    },
  );

  test('a client that leaves before an event stream begins is an abort', async () => {
    const { app, url } = await startQuotes(platform);
    const { socket } = await openConnection(url);
    const arriving = arrival();
    ask(socket, '/never', 'Accept: text/event-stream\r\n');
    await arriving;
    socket.destroy();
    await eventually(() => total(app, 'aborted') === 1);
    expect(total(app, 'requests')).toBe(0);
  });

  test('a WebSocket upgrade is no request', async () => {
    const { app, url } = await startQuotes(platform);
    const server = app.getHttpServer() as Server;
    server.on('upgrade', (request, socket) => {
      // Plugins for WebSocket pass upgrades to the framework in this way.
      const response = new ServerResponse(request);
      response.assignSocket(socket as Socket);
      socket.on('error', () => {}).on('end', () => socket.destroy());
      socket.resume();
      const instance = app.getHttpAdapter().getInstance() as Record<
        'routing' | 'handle',
        (...args: unknown[]) => void
      >;
      if (platform === 'fastify') {
        instance.routing(request, response);
      } else {
        instance.handle(request, response, () => {});
      }
    });
    for (const path of ['/never', '/hello']) {
      const { socket } = await openConnection(url);
      ask(
        socket,
        path,
        'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n',
      );
      if (path === '/hello') {
        await once(socket, 'data');
      }
      socket.destroy();
    }
    await call(`${url}/hello`);
    await eventually(() => total(app, 'requests') === 1);
    expect(await httpVars(app)).toMatchObject({
      aborted: 0,
      inFlight: 0,
      requests: 1,
    });
    expect(Object.keys((await httpVars(app)).routes)).toEqual([
      '(unmatched)',
      'GET /hello',
    ]);
  });

  test('requests that wait behind another on a connection are aborted with it', async () => {
    const { app, url } = await startQuotes(platform);
    for (const count of [2, 5]) {
      const { socket } = await openConnection(url);
      const arriving = arrival();
      for (let i = 0; i < count; i++) {
        ask(socket, '/never');
      }
      await arriving;
      socket.destroy();
    }
    await eventually(() => total(app, 'aborted') === 7);
    const { inFlight, requests, routes } = await httpVars(app);
    expect([inFlight, requests]).toEqual([0, 0]);
    expect(routes['GET /never']!.aborted).toBe(7);
  });

  test('requests for many URLs need no more keys than their routes', async () => {
    @Controller('quotes')
    class ManyController {
      @Get(':symbol')
      quote() {}
    }
    const { app, url } = await start(
      platform,
      moduleOf({
        imports: [bareExpvar({ http: true })],
        controllers: [ManyController],
      }),
    );
    const { socket, received } = await openConnection(url);
    const paths = [
      ...Array.from({ length: 1000 }, (_, i) => `/quotes/symbol${i}`),
      ...Array.from({ length: 10_000 }, (_, i) => `/nowhere/${i}`),
    ];
    for (let i = 0; i < paths.length; i += 100) {
      paths.slice(i, i + 100).forEach((path) => ask(socket, path));
      await once(socket, 'data');
    }
    ask(socket, '/quotes/last', 'Connection: close\r\n');
    await once(socket, 'close');
    expect(await countResponses(app)).toEqual({
      'GET /quotes/:symbol': { '2xx': 1001 },
      '(unmatched)': { '4xx': 10_000 },
    });
    const { bytesOut } = await httpVars(app);
    expect(bytesOut).toBe(received().length);
  }, 60_000);
});

describe('with HTTP/2', () => {
  test('requests count by route, and bytes count once', async () => {
    const adapter = new FastifyAdapter({ http2: true } as object);
    const app = await NestFactory.create(
      moduleOf({
        imports: [bareExpvar({ http: true })],
        controllers: [QuotesController],
      }),
      adapter,
      { logger: false },
    );
    onTestFinished(() => app.close());
    await app.listen(0, '127.0.0.1');
    const session = connectHttp2(`http://127.0.0.1:${portOf(app)}`);
    onTestFinished(() => session.destroy());
    const get = async (path: string) => {
      const stream = session.request({ ':path': path });
      stream.resume();
      await once(stream, 'close');
    };
    await Promise.all(
      ['/hello', '/hello', '/nowhere', '/file', '/debug/vars'].map(get),
    );
    const arriving = arrival();
    const given = session.request({ ':path': '/never' });
    given.on('error', () => {});
    await arriving;
    expect(await httpVars(app)).toMatchObject({ inFlight: 1 });
    given.close(8);
    await eventually(() => total(app, 'aborted') === 1);
    expect((await httpVars(app)).inFlight).toBe(0);
    expect(await countResponses(app)).toEqual({
      'GET /hello': { '2xx': 2 },
      'GET /file': { '2xx': 1 },
      '(unmatched)': { '4xx': 1 },
    });
    const { bytesOut, requests, routes } = await httpVars(app);
    expect(requests).toBe(4);
    expect(routes['GET /never']).toMatchObject({ aborted: 1 });
    expect(bytesOut).toBeGreaterThan(300_000);
    expect(bytesOut).toBeLessThan(310_000);
  });
});

test('requests injected into Fastify count', async () => {
  const { app } = await startQuotes('fastify');
  const { inject } = app.getHttpAdapter().getInstance() as {
    inject(path: string): Promise<{ payload: string }>;
  };
  expect((await inject('/hello')).payload).toBe('Hello World!');
  expect(await countResponses(app)).toEqual({ 'GET /hello': { '2xx': 1 } });
  expect((await httpVars(app)).inFlight).toBe(0);
});

test('requests to every address of localhost count', async () => {
  const app = await NestFactory.create(
    moduleOf({
      imports: [bareExpvar({ http: true })],
      controllers: [QuotesController],
    }),
    new FastifyAdapter(),
    { logger: false },
  );
  onTestFinished(() => app.close());
  await app.listen(0, 'localhost');
  for (const host of ['127.0.0.1', '[::1]']) {
    // A machine may have one of them only.
    await call(`http://${host}:${portOf(app)}/hello`).catch(() => {});
  }
  const { requests, routes } = await httpVars(app);
  expect(routes['GET /hello']!.requests).toEqual({ '2xx': requests });
  expect(requests).toBeGreaterThan(0);
});
