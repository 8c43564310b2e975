import { NestFactory } from '@nestjs/core';
import {
  ExpressAdapter,
  type NestExpressApplication,
} from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpvarRegistry } from 'nestjs-expvar';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ExpvarServer } from '../../src/http/expvar.server.js';
import { call, exchange } from '../support/http-client.js';
import { bareExpvar, fillPage, PAGE } from '../support/page.js';
import { pretendPeer } from '../support/peers.js';
import {
  moduleOf,
  type Platform,
  platforms,
  portOf,
} from '../support/platforms.js';
import { RecordingLogger } from '../support/recording-logger.js';

const REFUSAL =
  '403: this page answers programs on the same machine only; ExpvarModule.forRoot({ access }) opens it to others\n';

const SERVED = [200, PAGE];
const REFUSED = [403, REFUSAL];

async function answerOf(...request: Parameters<typeof call>) {
  const { status, text } = await call(...request);
  return [status, text];
}

const FORWARDING_HEADERS = [
  'Forwarded',
  'Via',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-Forwarded-Client-Cert',
  'X-Real-IP',
  'X-Client-IP',
  'X-Cluster-Client-IP',
  'X-Original-URL',
  'X-Original-Host',
  'X-Rewrite-URL',
  'X-Envoy-External-Address',
  'CF-Connecting-IP',
  'CF-Ray',
  'True-Client-IP',
  'Fastly-Client-IP',
  'Fly-Client-IP',
  'X-AppEngine-User-IP',
  'X-Azure-ClientIP',
  'Proxy-Connection',
];

interface Where {
  readonly platform: Platform;
  readonly port: 'the application’s port' | 'server';
}

const wheres: readonly Where[] = platforms.flatMap((platform): Where[] => [
  { platform, port: 'the application’s port' },
  { platform, port: 'server' },
]);

function trustingAdapter(platform: Platform) {
  return platform === 'express'
    ? new ExpressAdapter()
    : new FastifyAdapter({ trustProxy: true });
}

describe.each(wheres)('access on $port of $platform', ({ platform, port }) => {
  interface Setting {
    readonly access?: 'loopback' | 'public';
    /** Given, every connection seems to come from there. */
    readonly peer?: { readonly address: string | undefined };
    readonly trustsProxies?: boolean;
  }

  async function started({ access, peer, trustsProxies }: Setting = {}) {
    const logger = new RecordingLogger();
    const module = moduleOf({
      imports: [
        bareExpvar({
          ...(access && { access }),
          ...(port === 'server' && { server: { port: 0 } }),
        }),
      ],
    });
    const app = await NestFactory.create(
      module,
      trustsProxies
        ? trustingAdapter(platform)
        : platform === 'express'
          ? new ExpressAdapter()
          : new FastifyAdapter(),
      { logger, abortOnError: false },
    );
    onTestFinished(() => app.close());
    if (trustsProxies && platform === 'express') {
      (app as NestExpressApplication).set('trust proxy', true);
    }
    await app.listen(0, '127.0.0.1');
    const registry = app.get(ExpvarRegistry);
    fillPage(registry);
    let evaluations = 0;
    registry.func('evaluations', () => ++evaluations);
    const listener: unknown =
      port === 'server'
        ? app.get<{ server: unknown }>(ExpvarServer).server
        : app.getHttpServer();
    if (peer !== undefined) {
      pretendPeer(listener, peer.address);
    }
    const page =
      port === 'server'
        ? logger.servedUrls()[0]!
        : `http://127.0.0.1:${portOf(app)}/debug/vars`;
    return {
      page: `${page}?name=jobs&name=load`,
      evaluations: () => evaluations,
    };
  }

  test('is for this machine', async () => {
    const { page } = await started();
    expect(await answerOf(page)).toEqual(SERVED);
  });

  test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])(
    'serves a connection from %s',
    async (address) => {
      const { page } = await started({ peer: { address } });
      expect(await answerOf(page)).toEqual(SERVED);
    },
  );

  test.each([
    '127.0.0.6',
    '127.0.0.2',
    '10.0.0.1',
    '192.168.1.1',
    '172.17.0.1',
    '::ffff:10.0.0.1',
    '::ffff:127.0.0.6',
    '::',
    '0.0.0.0',
    'fe80::1',
    '127.0.0.10',
    '',
    undefined,
  ])('refuses a connection from %s', async (address) => {
    const { page, evaluations } = await started({ peer: { address } });
    expect(await answerOf(page)).toEqual(REFUSED);
    const whole = page.split('?', 1)[0]!;
    expect(await answerOf(whole)).toEqual(REFUSED);
    expect(evaluations()).toBe(0);
  });

  describe.each(FORWARDING_HEADERS)('the header %s', (name) => {
    test.each(['127.0.0.1', ''])('with %j is refused', async (value) => {
      const { page } = await started();
      expect(await answerOf(page, { headers: { [name]: value } })).toEqual(
        REFUSED,
      );
    });
  });

  test('headers that no proxy adds are served', async () => {
    const { page } = await started();
    expect(
      await answerOf(page, {
        headers: {
          'User-Agent': 'curl/8.5.0',
          Accept: '*/*',
          'X-Request-Id': '1',
          Authorization: 'Bearer x',
          Traceparent:
            '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        },
      }),
    ).toEqual(SERVED);
  });

  test.each([
    'localhost',
    'localhost:1234',
    'LOCALHOST',
    'a.localhost',
    'a.b-c.localhost:80',
    '127.0.0.1',
    '127.0.0.1:1',
    '[::1]',
    '[::1]:1',
  ])('serves the Host %s', async (host) => {
    const { page } = await started();
    expect(await answerOf(page, { headers: { Host: host } })).toEqual(SERVED);
  });

  test.each([
    'evil.example',
    'evil.example:80',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'evillocalhost',
    '.localhost',
    'localhost:',
    'localhost:80:80',
    'localhost@evil.example',
    'evil.example@localhost',
    '127.0.0.1:80.evil.example',
    '127.1',
    '2130706433',
    '0.0.0.0',
    '::1',
    '[::]',
    '10.0.0.1',
  ])('refuses the Host %s', async (host) => {
    const { page } = await started();
    expect(await answerOf(page, { headers: { Host: host } })).toEqual(REFUSED);
  });

  test.each([
    ['an empty Host', 'HTTP/1.1', ['Host:']],
    ['no Host', 'HTTP/1.0', []],
  ])('refuses %s', async (_name, version, lines) => {
    const { page } = await started();
    const answer = await exchange(page, [
      `GET /debug/vars ${version}`,
      ...lines,
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
    expect(answer.slice(answer.indexOf('\r\n\r\n'))).toBe(`\r\n\r\n${REFUSAL}`);
  });

  test('is refused in headers that keep it private', async () => {
    const { page } = await started({ peer: { address: '10.0.0.1' } });
    const { headers } = await call(page);
    expect(headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'content-length': String(REFUSAL.length),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(headers.etag).toBeUndefined();
  });

  test('answers HEAD from elsewhere with the headers alone', async () => {
    const { page } = await started({ peer: { address: '10.0.0.1' } });
    const { status, headers, text } = await call(page, { method: 'HEAD' });
    expect([status, headers['content-length'], text]).toEqual([
      403,
      String(REFUSAL.length),
      '',
    ]);
  });

  test.each(['POST', 'DELETE', 'OPTIONS'])(
    'does not even tell others about %s',
    async (method) => {
      const { page } = await started({ peer: { address: '10.0.0.1' } });
      const { status, headers, text } = await call(page, { method });
      expect([status, headers.allow, text]).toEqual([403, undefined, REFUSAL]);
    },
  );

  test('does not tell others which names there are', async () => {
    const { page } = await started({ peer: { address: '10.0.0.1' } });
    expect(await answerOf(`${page}&name=job`)).toEqual(REFUSED);
  });

  test('is judged anew for every request of a connection', async () => {
    const { page } = await started();
    const { hostname, port: number } = new URL(page);
    expect(hostname).toBe('127.0.0.1');
    // Two requests in one go; `exchange` ends the second.
    const answers = await exchange(`http://127.0.0.1:${number}`, [
      'GET /debug/vars?name=jobs HTTP/1.1',
      'Host: localhost',
      '',
      'GET /debug/vars?name=jobs HTTP/1.1',
      'Host: evil.example',
    ]);
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual([
      'HTTP/1.1 200',
      'HTTP/1.1 403',
    ]);
  });

  test('public serves everybody', async () => {
    const { page } = await started({
      access: 'public',
      peer: { address: '10.0.0.1' },
    });
    expect(await answerOf(page)).toEqual(SERVED);
    expect(
      await answerOf(page, {
        headers: { Host: 'service.example', 'X-Forwarded-For': '1.2.3.4' },
      }),
    ).toEqual(SERVED);
    const post = await call(page, { method: 'POST' });
    expect(post.status).toBe(405);
  });

  describe('where the application trusts proxies', () => {
    test('what they say opens nothing', async () => {
      const { page } = await started({
        trustsProxies: true,
        peer: { address: '10.0.0.1' },
      });
      expect(await answerOf(page)).toEqual(REFUSED);
      expect(
        await answerOf(page, {
          headers: {
            'X-Forwarded-For': '127.0.0.1',
            'X-Forwarded-Host': 'localhost',
          },
        }),
      ).toEqual(REFUSED);
    });

    test('what they say of the host opens nothing', async () => {
      const { page } = await started({ trustsProxies: true });
      expect(
        await answerOf(page, {
          headers: { Host: 'evil.example', 'X-Forwarded-Host': 'localhost' },
        }),
      ).toEqual(REFUSED);
    });

    test('this machine is still served, and forwarded requests are not', async () => {
      const { page } = await started({ trustsProxies: true });
      expect(await answerOf(page)).toEqual(SERVED);
      expect(
        await answerOf(page, { headers: { 'X-Forwarded-For': '1.2.3.4' } }),
      ).toEqual(REFUSED);
      expect(
        await answerOf(page, { headers: { 'X-Forwarded-For': '127.0.0.1' } }),
      ).toEqual(REFUSED);
    });
  });
});
