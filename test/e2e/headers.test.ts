import type { INestApplication } from '@nestjs/common';
import { ExpvarRegistry } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { call, exchange } from '../support/http-client.js';
import {
  bareExpvar,
  publishSamples,
  SAMPLE_DOCUMENT,
} from '../support/bare-document.js';
import {
  moduleOf,
  type Platform,
  platforms,
  start,
} from '../support/platforms.js';

/** The headers that the adapter adds to every response. */
const adapterHeaders: Record<Platform, Record<string, string>> = {
  express: { 'x-powered-by': 'Express' },
  fastify: {},
};

describe.each(platforms)('the headers of a response on %s', (platform) => {
  async function page(
    setUp: (app: INestApplication) => unknown = () => {},
    options: Parameters<typeof bareExpvar>[0] = {},
  ) {
    const { app, url } = await start(
      platform,
      moduleOf({ imports: [bareExpvar(options)] }),
      setUp,
    );
    publishSamples(app.get(ExpvarRegistry));
    return `${url}/debug/vars`;
  }

  const expected = {
    ...adapterHeaders[platform],
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(SAMPLE_DOCUMENT.length),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'expvar-process': expect.any(String) as string,
    vary: 'Accept',
    connection: 'close',
    date: expect.any(String) as string,
  };

  test('are exactly the documented ones', async () => {
    const { status, headers, text } = await call(await page());
    expect({ status, headers, text }).toEqual({
      status: 200,
      headers: expected,
      text: SAMPLE_DOCUMENT,
    });
  });

  test.each([
    { 'If-None-Match': '*' },
    { 'If-Modified-Since': new Date().toUTCString() },
    { Range: 'bytes=0-3' },
    { Accept: 'text/html' },
    { 'Accept-Encoding': 'gzip, br' },
    { Connection: 'close', 'If-None-Match': '"x", W/"y"', Range: 'bytes=1-' },
  ])('do not change for a request with %o', async (sent) => {
    const { status, headers, text } = await call(await page(), {
      headers: sent,
    });
    expect({ status, headers, text }).toEqual({
      status: 200,
      headers: expected,
      text: SAMPLE_DOCUMENT,
    });
  });

  test('count the bytes of the document, not its characters', async () => {
    const { app, url } = await start(
      platform,
      moduleOf({ imports: [bareExpvar()] }),
    );
    app.get(ExpvarRegistry).newString('s').set('一小时 🙂');
    const { headers, body } = await call(`${url}/debug/vars`);
    expect(body.toString()).toBe('{\n"s": "一小时 🙂"\n}\n');
    expect(headers['content-length']).toBe(String(body.length));
  });

  test('are the same for HEAD, which has no body', async () => {
    const url = await page();
    const { status, headers } = await call(url, { method: 'HEAD' });
    expect({ status, headers }).toEqual({ status: 200, headers: expected });

    const answer = await exchange(url, [
      'HEAD /debug/vars HTTP/1.1',
      'Host: localhost',
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer.toLowerCase()).toContain(
      `\r\ncontent-length: ${SAMPLE_DOCUMENT.length}\r\n`,
    );
    expect(answer.slice(answer.indexOf('\r\n\r\n'))).toBe('\r\n\r\n');
  });

  test('suit a client of HTTP/1.0 that may read', async () => {
    const answer = await exchange(await page(() => {}, { access: 'public' }), [
      'GET /debug/vars HTTP/1.0',
      'Host: localhost',
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer.slice(answer.indexOf('\r\n\r\n'))).toBe(
      `\r\n\r\n${SAMPLE_DOCUMENT}`,
    );
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    'name the allowed methods for %s',
    async (method) => {
      const { status, headers, text } = await call(await page(), { method });
      expect({ status, headers, text }).toEqual({
        status: 405,
        headers: {
          ...expected,
          allow: 'GET, HEAD',
          'content-type': 'text/plain; charset=utf-8',
          'content-length': '19',
        },
        text: 'Method Not Allowed\n',
      });
    },
  );

  test('name the allowed methods for a POST with a body', async () => {
    const { status, headers, text } = await call(await page(), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"a":1}',
    });
    expect([status, headers.allow, text]).toEqual([
      405,
      'GET, HEAD',
      'Method Not Allowed\n',
    ]);
  });

  // The adapter reads bodies before it looks for a controller.
  test('come from the adapter when it cannot read the body', async () => {
    const { status, text } = await call(await page(), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"broken',
    });
    expect(status).toBe(400);
    expect(text).not.toContain('jobs');
  });

  test('do not contain the CORS permission of the application', async () => {
    const url = await page((app) =>
      app.enableCors({ credentials: true, exposedHeaders: ['X-Any'] }),
    );
    const { status, headers, text } = await call(url);
    expect({ status, headers, text }).toEqual({
      status: 200,
      // Older versions of @fastify/cors add Origin.
      headers: {
        ...expected,
        vary: expect.stringMatching(/^(?:Origin, )?Accept$/) as string,
      },
      text: SAMPLE_DOCUMENT,
    });
  });
});
