import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ExpvarRegistry } from 'nestjs-expvar';
import { describe, expect, onTestFinished, test } from 'vitest';
import { call } from '../../support/http-client.js';
import { bareExpvar, fillPage, PAGE } from '../../support/page.js';
import { moduleOf, platforms, portOf, start } from '../../support/platforms.js';

const TOKEN = '0123456789abcdef';

/** The headers that a proxy sends on, of those that came to it. */
type Forwarding = (
  headers: IncomingMessage['headers'],
  target: string,
) => Record<string, string | string[] | undefined>;

/** Proxies that mark what they forward, and such that do not. */
const PROXIES = {
  'the usual headers': (headers) => ({
    ...headers,
    'x-real-ip': '203.0.113.7',
    'x-forwarded-for': '203.0.113.7',
    'x-forwarded-proto': 'https',
  }),
  'X-Real-IP alone': (headers) => ({ ...headers, 'x-real-ip': '203.0.113.7' }),
  'Via alone': (headers) => ({ ...headers, via: '1.1 proxy' }),
  'the name of an upstream as the Host': (headers) => ({
    ...headers,
    host: 'backend',
  }),
  'no mark, and the Host as it came': (headers) => headers,
  'no mark, and the address of the application as the Host': (
    headers,
    target,
  ) => ({ ...headers, host: target }),
} satisfies Record<string, Forwarding>;

type Proxy = keyof typeof PROXIES;
type Reader = 'nobody' | 'who sends a local Host' | 'everybody';

/** Who gets through, by default and with closeOnUnmarkedProxy. */
const READERS: Record<Proxy, readonly [default_: Reader, closing: Reader]> = {
  'the usual headers': ['nobody', 'nobody'],
  'X-Real-IP alone': ['nobody', 'nobody'],
  'Via alone': ['nobody', 'nobody'],
  'the name of an upstream as the Host': ['nobody', 'nobody'],
  'no mark, and the Host as it came': ['who sends a local Host', 'nobody'],
  'no mark, and the address of the application as the Host': [
    'everybody',
    'everybody',
  ],
};

async function startProxy(port: number, forward: Forwarding): Promise<string> {
  const target = `127.0.0.1:${port}`;
  const proxy = createServer((incoming, outgoing) => {
    request({
      host: '127.0.0.1',
      port,
      path: incoming.url,
      headers: forward(incoming.headers, target),
      agent: false,
    })
      .once('response', (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      })
      .end();
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => void proxy.close());
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/debug/vars`;
}

describe.each(platforms)(
  'behind a proxy on the same machine, %s',
  (platform) => {
    async function started(
      name: Proxy,
      options: Parameters<typeof bareExpvar>[0],
    ) {
      const { app } = await start(
        platform,
        moduleOf({ imports: [bareExpvar(options)] }),
      );
      fillPage(app.get(ExpvarRegistry));
      const page = await startProxy(portOf(app), PROXIES[name]);
      return async (host: string, headers: Record<string, string> = {}) => {
        const { status, text } = await call(page, {
          headers: { Host: host, ...headers },
        });
        expect([
          [200, true],
          [401, false],
          [403, false],
        ]).toContainEqual([status, text === PAGE]);
        return status;
      };
    }

    /** Outsiders first come by the name that they know. */
    async function readerBehind(
      name: Proxy,
      options: Parameters<typeof bareExpvar>[0],
    ): Promise<Reader> {
      const ask = await started(name, options);
      const byName = await ask('shop.example');
      const byLocalHost = await ask('localhost');
      return byName === 200
        ? 'everybody'
        : byLocalHost === 200
          ? 'who sends a local Host'
          : 'nobody';
    }

    describe.each(Object.keys(PROXIES) as Proxy[])('that sends %s', (name) => {
      const [byDefault, closing] = READERS[name];

      test(`the default serves ${byDefault}`, async () => {
        expect(await readerBehind(name, {})).toBe(byDefault);
      });

      test(`closeOnUnmarkedProxy serves ${closing}`, async () => {
        const options = { closeOnUnmarkedProxy: true };
        expect(await readerBehind(name, options)).toBe(closing);
      });

      test('a token serves who has it', async () => {
        const ask = await started(name, { access: { token: TOKEN } });
        expect(await ask('shop.example')).toBe(401);
        expect(await ask('localhost')).toBe(401);
        expect(
          await ask('shop.example', { Authorization: `Bearer ${TOKEN}` }),
        ).toBe(200);
      });
    });
  },
);
