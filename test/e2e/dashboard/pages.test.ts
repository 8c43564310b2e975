import { gunzipSync } from 'node:zlib';
import { VersioningType } from '@nestjs/common';
import { describe, expect, test } from 'vitest';
import { PAGE } from '../../../src/dashboard/assets.generated.js';
import { EventStream } from '../../support/event-stream.js';
import { call } from '../../support/http-client.js';
import { withDashboard } from '../../support/dashboard.js';
import { moduleOf, platforms, start } from '../../support/platforms.js';
import { RecordingLogger } from '../../support/recording-logger.js';

const HTML = gunzipSync(Buffer.from(PAGE.html, 'base64')).toString();
const FILES = Object.keys(PAGE.assets);
const contentOf = (file: string) =>
  gunzipSync(Buffer.from(PAGE.assets[file]!.gzip, 'base64')).toString();
const URLS = [
  'ui',
  'ui/poll',
  'ui/stream',
  'ui/poll?since=0',
  'ui/history?id=1',
  ...FILES.map((file) => `ui/${file}`),
];

describe.each(platforms)('the dashboard on %s', (platform) => {
  const startApp = (options: Parameters<typeof withDashboard>[0] = {}) =>
    start(platform, moduleOf({ imports: [withDashboard(options)] }));

  test('serves HTML that browsers do not reuse', async () => {
    const { url } = await startApp();
    const page = await call(`${url}/debug/vars/ui`);
    expect(page.status).toBe(200);
    expect(page.text).toBe(HTML);
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(page.body.length),
      'cache-control': 'no-cache',
    });
  });

  test.each(FILES)('serves the file %s as immutable', async (file) => {
    const { url } = await startApp();
    const { type, gzip } = PAGE.assets[file]!;
    const plain = await call(`${url}/debug/vars/ui/${file}`);
    const compressed = await call(`${url}/debug/vars/ui/${file}`, {
      headers: { 'accept-encoding': 'gzip' },
    });
    expect(plain.status).toBe(200);
    expect(plain.headers).toMatchObject({
      'content-type': type,
      'cache-control': 'private, max-age=31536000, immutable',
    });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(compressed.headers['content-encoding']).toBe('gzip');
    expect(compressed.body).toEqual(Buffer.from(gzip, 'base64'));
    expect(gunzipSync(compressed.body)).toEqual(plain.body);
    expect(file).toMatch(/^[a-z]+\.[A-Za-z0-9]{8}\.(?:js|css|svg)$/);
    const users = [HTML, ...FILES.map((name) => contentOf(name))];
    expect(users.some((text) => text.includes(file))).toBe(true);
  });

  test('serves files, but no data, to a page whose host a proxy has changed', async () => {
    const { url } = await startApp();
    const statusOf = async (path: string, headers: Record<string, string>) =>
      (await call(`${url}/debug/vars/${path}`, { headers })).status;
    const origin = 'http://orders.example';
    for (const file of FILES) {
      expect(await statusOf(`ui/${file}`, { origin })).toBe(200);
      expect(
        await statusOf(`ui/${file}`, {
          origin,
          'sec-fetch-site': 'cross-site',
        }),
      ).toBe(403);
    }
    for (const path of ['ui', 'ui/poll', 'ui/stream']) {
      expect(await statusOf(path, { origin })).toBe(403);
    }
  });

  test.each([
    '/debug/vars/ui/',
    '/debug/vars/ui/nothing.js',
    '/debug/vars/ui/app.js/x',
    '/debug/vars/UI',
    '/DEBUG/vars/ui',
    '/debug/vars/uix',
    '/debug/vars/ui/__proto__',
  ])('%s is not found', async (path) => {
    const { url } = await startApp();
    expect((await call(`${url}${path}`)).status).toBe(404);
  });

  test('refuses other methods', async () => {
    const { url } = await startApp();
    for (const path of ['ui', 'ui/poll', 'ui/stream']) {
      const { status, headers } = await call(`${url}/debug/vars/${path}`, {
        method: 'POST',
      });
      expect(status).toBe(405);
      expect(headers.allow).toBe('GET, HEAD');
    }
  });

  test.each(URLS)('%s keeps its own headers', async (path) => {
    const { url } = await start(
      platform,
      moduleOf({ imports: [withDashboard()] }),
      (app) => {
        app.enableCors();
        app.use(
          (
            _request: unknown,
            response: { setHeader(name: string, value: string): void },
            next: () => void,
          ) => {
            response.setHeader(
              'Content-Security-Policy',
              "default-src 'self'; upgrade-insecure-requests",
            );
            next();
          },
        );
      },
    );
    const { headers } = path.startsWith('ui/stream')
      ? await EventStream.open(`${url}/debug/vars/${path}`)
      : await call(`${url}/debug/vars/${path}`);
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(policy).not.toContain('upgrade-insecure-requests');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  test.each(URLS)('%s has the access rule of the document', async (path) => {
    const { url } = await startApp({ access: { token: 'a-long-token-of-16' } });
    const refused = await call(`${url}/debug/vars/${path}`);
    expect(refused.status).toBe(401);
    expect(refused.text).toMatch(/^401: /);
    const headers = { authorization: 'Bearer a-long-token-of-16' };
    const { status } = path.startsWith('ui/stream')
      ? await EventStream.open(`${url}/debug/vars/${path}`, headers)
      : await call(`${url}/debug/vars/${path}`, { headers });
    expect(status).toBe(200);
    const other = await call(`${url}/debug/vars/${path}`, {
      headers: { ...headers, 'sec-fetch-site': 'cross-site' },
    });
    expect(other.status).toBe(403);
  });

  test('an unknown file is denied like a known one', async () => {
    const { url } = await startApp({ access: { token: 'a-long-token-of-16' } });
    expect((await call(`${url}/debug/vars/ui/nothing`)).status).toBe(401);
  });

  test.each([
    ['as the document, without the global prefix', {}, '/debug/vars'],
    ['with the global prefix', { useGlobalPrefix: true }, '/api/debug/vars'],
    ['at another path', { path: 'internal/vars' }, '/internal/vars'],
  ])('is served as %s', async (_, options, at) => {
    const { url } = await start(
      platform,
      moduleOf({ imports: [withDashboard(options)] }),
      (app) => {
        app.setGlobalPrefix('api');
        app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
      },
    );
    for (const path of ['ui', 'ui/poll', `ui/${FILES[0]}`]) {
      expect((await call(`${url}${at}/${path}`)).status).toBe(200);
    }
  });

  test('is served on the port of the option server', async () => {
    const logger = new RecordingLogger();
    const { url } = await start(
      platform,
      moduleOf({ imports: [withDashboard({ server: { port: 0 } })] }),
      undefined,
      { logger },
    );
    const [documentUrl] = logger.servedUrls();
    for (const path of URLS) {
      const { status } = path.startsWith('ui/stream')
        ? await EventStream.open(`${documentUrl}/${path}`)
        : await call(`${documentUrl}/${path}`);
      expect(status).toBe(200);
    }
    for (const path of ['uix', 'ui/', 'ui/nothing']) {
      expect((await call(`${documentUrl}/${path}`)).status).toBe(404);
    }
    expect((await call(`${url}/debug/vars/ui`)).status).toBe(404);
  });

  test('is named in the log at start-up', async () => {
    const logger = new RecordingLogger();
    await start(platform, moduleOf({ imports: [withDashboard()] }), undefined, {
      logger,
    });
    expect(logger.of('ExpvarModule', 'log')).toEqual([
      expect.stringContaining(
        'GET /debug/vars (loopback only); dashboard at /debug/vars/ui',
      ),
    ]);
  });
});
