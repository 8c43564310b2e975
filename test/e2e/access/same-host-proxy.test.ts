import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ExpvarRegistry } from 'nestjs-expvar';
import { describe, expect, onTestFinished, test } from 'vitest';
import { call } from '../../support/http-client.js';
import {
  bareExpvar,
  publishSamples,
  SAMPLE_DOCUMENT,
} from '../../support/bare-document.js';
import { moduleOf, platforms, portOf, start } from '../../support/platforms.js';

const TOKEN = '0123456789abcdef';

/** Makes the headers that a proxy forwards from those that it receives. */
type Forwarding = (
  headers: IncomingMessage['headers'],
  target: string,
) => Record<string, string | string[] | undefined>;

/** Proxies that add forwarding headers, and proxies that do not. */
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
type Reader = 'nobody' | 'clients that send a local Host' | 'everybody';

/** The clients that are served by default and with closeOnUnmarkedProxy. */
const READERS: Record<Proxy, readonly [default_: Reader, closing: Reader]> = {
  'the usual headers': ['nobody', 'nobody'],
  'X-Real-IP alone': ['nobody', 'nobody'],
  'Via alone': ['nobody', 'nobody'],
  'the name of an upstream as the Host': ['nobody', 'nobody'],
  'no mark, and the Host as it came': [
    'clients that send a local Host',
    'nobody',
  ],
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
      .once('response', (response) => {
        outgoing.writeHead(response.statusCode!, response.headers);
        response.pipe(outgoing);
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
      publishSamples(app.get(ExpvarRegistry));
      const documentUrl = await startProxy(portOf(app), PROXIES[name]);
      return async (host: string, headers: Record<string, string> = {}) => {
        const { status, text } = await call(documentUrl, {
          headers: { Host: host, ...headers },
        });
        expect([
          [200, true],
          [401, false],
          [403, false],
        ]).toContainEqual([status, text === SAMPLE_DOCUMENT]);
        return status;
      };
    }

    /** External clients try the public name first. */
    async function readerBehind(
      name: Proxy,
      options: Parameters<typeof bareExpvar>[0],
    ): Promise<Reader> {
      const send = await started(name, options);
      const byName = await send('shop.example');
      const byLocalHost = await send('localhost');
      return byName === 200
        ? 'everybody'
        : byLocalHost === 200
          ? 'clients that send a local Host'
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

      test('a token serves clients that send it', async () => {
        const send = await started(name, { access: { token: TOKEN } });
        expect(await send('shop.example')).toBe(401);
        expect(await send('localhost')).toBe(401);
        expect(
          await send('shop.example', { Authorization: `Bearer ${TOKEN}` }),
        ).toBe(200);
      });
    });
  },
);
