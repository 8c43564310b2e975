import { once } from 'node:events';
import {
  type ClientHttp2Session,
  connect,
  type Http2Server,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpvarRegistry } from 'nestjs-expvar';
import { expect, onTestFinished, test } from 'vitest';
import {
  bareExpvar,
  publishSamples,
  SAMPLE_DOCUMENT,
} from '../support/bare-document.js';
import { moduleOf, portOf } from '../support/platforms.js';

// Nest's Express adapter has no HTTP/2.
async function started(): Promise<{
  client: ClientHttp2Session;
  app: INestApplication;
}> {
  const app = await NestFactory.create(
    moduleOf({ imports: [bareExpvar()] }),
    new FastifyAdapter({ http2: true }),
    { logger: false, abortOnError: false },
  );
  await app.listen(0, '127.0.0.1');
  publishSamples(app.get(ExpvarRegistry));
  const client = connect(`http://127.0.0.1:${portOf(app)}`);
  onTestFinished(async () => {
    client.close();
    await app.close();
  });
  return { app, client };
}

async function session(): Promise<ClientHttp2Session> {
  return (await started()).client;
}

function ask(
  client: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
): Promise<{ headers: IncomingHttpHeaders; text: string }> {
  return new Promise((resolve, reject) => {
    const stream = client.request({ ':path': '/debug/vars', ...headers });
    let received: IncomingHttpHeaders = {};
    let text = '';
    stream.setEncoding('utf8');
    stream.once('response', (headers) => {
      received = headers;
    });
    stream.on('data', (chunk: string) => {
      text += chunk;
    });
    stream.once('error', reject);
    stream.once('end', () => resolve({ headers: received, text }));
    stream.end();
  });
}

test('the document is the same over HTTP/2', async () => {
  const { headers, text } = await ask(await session(), {});
  expect(text).toBe(SAMPLE_DOCUMENT);
  expect(Object.fromEntries(Object.entries(headers))).toEqual({
    ':status': 200,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(SAMPLE_DOCUMENT.length),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'expvar-process': expect.any(String) as string,
    vary: 'Accept',
    date: expect.any(String) as string,
  });
});

test('HEAD and other methods work over HTTP/2', async () => {
  const client = await session();
  const head = await ask(client, { ':method': 'HEAD' });
  expect([head.headers[':status'], head.text]).toEqual([200, '']);
  expect(head.headers['content-length']).toBe(String(SAMPLE_DOCUMENT.length));
  const post = await ask(client, { ':method': 'POST' });
  expect([post.headers[':status'], post.headers.allow, post.text]).toEqual([
    405,
    'GET, HEAD',
    'Method Not Allowed\n',
  ]);
});

test('a query selects variables over HTTP/2', async () => {
  const { text } = await ask(await session(), {
    ':path': '/debug/vars?name=jobs',
  });
  expect(text).toBe('{\n"jobs": 41\n}\n');
});

test.each([
  ['localhost:80', {}, 200],
  ['[::1]', {}, 200],
  ['evil.example', {}, 403],
  ['localhost', { 'x-forwarded-for': '127.0.0.1' }, 403],
])(
  'a request for the authority %s with %o gets %i',
  async (host, more, expected) => {
    const { headers } = await ask(await session(), {
      ':authority': host,
      ...more,
    });
    expect(headers[':status']).toBe(expected);
  },
);

test('a scrape that waits while the application closes gets 503', async () => {
  const { app, client } = await started();
  let asked: ReturnType<typeof ask> | undefined;
  await new Promise<void>((called) => {
    app.get(ExpvarRegistry).func('hung', () => {
      called();
      return new Promise(() => {});
    });
    asked = ask(client, {});
  });
  const closed = app.close();
  const { headers, text } = await asked!;
  client.close(); // Before Node 24 a server waits for its sessions.
  await closed;
  expect([headers[':status'], text]).toEqual([
    503,
    '503: the application is closing\n',
  ]);
});

test('a slow client does not keep the application from closing', async () => {
  const { app, client } = await started();
  app.get(ExpvarRegistry).func('big', () => 'x'.repeat(1_000_000));
  const server = app.getHttpServer() as Http2Server;
  const [[served]] = await Promise.all([
    once(server, 'stream') as Promise<[ServerHttp2Stream]>,
    once(client.request({ ':path': '/debug/vars' }), 'response'),
  ]);
  const gone = once(served, 'close');
  const closed = app.close(); // Nobody reads what follows.
  await gone;
  expect(served.destroyed).toBe(true);
  client.destroy(); // Before Node 24 a server waits for its sessions.
  await closed;
});
