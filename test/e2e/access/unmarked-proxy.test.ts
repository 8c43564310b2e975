import { describe, expect, test } from 'vitest';
import { call } from '../../support/http-client.js';
import { bareExpvar } from '../../support/bare-document.js';
import { moduleOf, platforms, start } from '../../support/platforms.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import {
  type Application,
  type Listener as PlainListener,
  listeners as plainListeners,
} from './application.js';
import {
  type TestRequest,
  requestForHost,
  requestFrom,
  localRequest,
  type Options,
  type Setting,
} from './case.js';
import { unchecked, withNetworks } from './settings.js';
import { startForTest } from './start-for-test.js';

const UNMARKED_PROXY =
  /^a request for the Host .* came from this machine without the mark of a proxy/;

function proxyWarnings({ logger }: Application): string[] {
  return logger
    .of('ExpvarModule', 'warn')
    .filter((line) => UNMARKED_PROXY.test(line));
}

function http2(request: TestRequest): TestRequest {
  return {
    ...request,
    over: 'h2',
    headers: request.headers.map((line) => line.replace(/^Host/, ':authority')),
  };
}

const visitor = requestForHost('shop.example');

interface Listener extends PlainListener {
  readonly http2?: true;
}

const listeners: readonly Listener[] = [
  ...plainListeners,
  { platform: 'fastify', port: 'the application’s port', http2: true },
];

describe.each(listeners)(
  'before $port of $platform, HTTP/2: $http2,',
  (listener) => {
    async function started(options: Options = {}, setting?: Setting) {
      const application = await startForTest(
        listener,
        setting ?? { options },
        listener.http2 && 'h2',
      );
      return {
        application,
        send: (request: TestRequest) =>
          application.send(listener.http2 ? http2(request) : request),
      };
    }

    describe('an unmarked proxy', () => {
      test('is logged once with the remedies', async () => {
        const { application, send } = await started();
        await send(visitor);
        await send(visitor);
        await send(requestForHost('other.example'));
        const [line, ...more] = proxyWarnings(application);
        expect(more).toEqual([]);
        for (const part of [
          '"shop.example"',
          'access: { token }',
          'closeOnUnmarkedProxy: true',
          'allowedHosts',
        ]) {
          expect(line).toContain(part);
        }
      });

      test('is logged for a request with another method', async () => {
        const { application, send } = await started();
        await send({ ...visitor, method: 'POST' });
        expect(proxyWarnings(application)).toHaveLength(1);
      });

      test('is not noticed by requests for other URLs', async () => {
        const { application, send } = await started({
          closeOnUnmarkedProxy: true,
        });
        await send({ ...visitor, path: '/orders?id=1', method: 'POST' });
        expect(proxyWarnings(application)).toEqual([]);
        expect((await send(localRequest())).status).toBe(200);
      });

      test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])(
        'is logged when it connects from %s',
        async (peer) => {
          const { application, send } = await started();
          await send(requestFrom(peer, visitor));
          expect(proxyWarnings(application)).toHaveLength(1);
        },
      );

      test('is logged when networks are allowed', async () => {
        const { application, send } = await started({}, withNetworks);
        await send(visitor);
        expect(proxyWarnings(application)).toHaveLength(1);
      });

      test('does not close access by default', async () => {
        const { send } = await started();
        expect((await send(visitor)).status).toBe(403);
        expect((await send(localRequest())).status).toBe(200);
      });

      test('closes access for everybody with closeOnUnmarkedProxy', async () => {
        const { application, send } = await started({
          access: { allow: ['10.0.0.0/8'] },
          closeOnUnmarkedProxy: true,
        });
        const inNetwork = requestFrom('10.0.0.1', requestForHost('10.0.0.5'));
        expect((await send(localRequest())).status).toBe(200);
        expect((await send(inNetwork)).status).toBe(200);

        await send(visitor);
        expect((await send(localRequest())).status).toBe(403);
        expect((await send(inNetwork)).status).toBe(403);
        expect(proxyWarnings(application)).toEqual([
          expect.stringContaining('Access is closed until the next start'),
        ]);
        expect(application.logger.of('ExpvarModule', 'warn')).toContainEqual(
          expect.stringMatching(/^denied a request from .* access is closed/),
        );
        expect(application.evaluations()).toBe(2);
      });

      test('closes access before its own request is decided', async () => {
        const { application, send } = await started({
          closeOnUnmarkedProxy: true,
        });
        expect((await send(visitor)).status).toBe(403);
        expect(application.logger.of('ExpvarModule', 'warn')).toContainEqual(
          expect.stringMatching(/^denied a request from .* access is closed/),
        );
      });

      test('cannot forge a log line or fill the log', async () => {
        const { application, send } = await started();
        await send(
          listener.http2
            ? requestForHost(`shop%0aexample${'x'.repeat(5000)}`)
            : requestForHost(`shop\u009b31m\u2028example${'x'.repeat(5000)}`),
        );
        const [line = ''] = proxyWarnings(application);
        expect(line).not.toBe('');
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028]/);
        expect(line.length).toBeLessThan(1000);
      });
    });

    test.each<[string, TestRequest]>([
      ['this machine', localRequest()],
      ['a name of this machine', requestForHost('a.localhost:3000')],
      ['an address of this machine', requestForHost('[::1]:3000')],
      [
        'a proxy that marks what it forwards',
        requestForHost('shop.example', 'Via: 1.1 a'),
      ],
      [
        'a proxy that marks it with nothing',
        requestForHost('shop.example', 'X-Forwarded-For:'),
      ],
      ['another machine', requestFrom('10.0.0.1', visitor)],
      ['another address of 127/8', requestFrom('127.0.0.6', visitor)],
      ['a connection without an address', requestFrom(undefined, visitor)],
      ['an allowed Host', requestForHost('vars.example:3000')],
      ['a Host below an allowed domain', requestForHost('a.inside.example')],
    ])(
      'an unmarked proxy is not assumed for a request from %s',
      async (_name, request) => {
        const { application, send } = await started({
          allowedHosts: ['vars.example', '.inside.example'],
          closeOnUnmarkedProxy: true,
        });
        await send(request);
        expect(proxyWarnings(application)).toEqual([]);
        expect((await send(localRequest())).status).toBe(200);
      },
    );

    test.each(unchecked)(
      'an unmarked proxy is ignored under $policy',
      async ({ setting, pass }) => {
        const { application, send } = await started({
          ...setting.options,
          closeOnUnmarkedProxy: true,
        });
        expect(
          (await send(requestForHost('shop.example', ...pass))).status,
        ).toBe(200);
        expect((await send(localRequest(...pass))).status).toBe(200);
        expect(proxyWarnings(application)).toEqual([]);
      },
    );
  },
);

describe.each(platforms)(
  'an unmarked proxy before %s, with server,',
  (platform) => {
    async function started(controller: boolean) {
      const logger = new RecordingLogger();
      const options = { server: { port: 0 }, closeOnUnmarkedProxy: true };
      const module = moduleOf({
        imports: [bareExpvar({ ...options, controller })],
      });
      const { url } = await start(platform, module, undefined, { logger });
      const documentUrl = logger.servedUrls()[0]!;
      await call(`${url}/debug/vars`, { headers: { Host: 'shop.example' } });
      return { documentUrl, url };
    }

    test('has no effect when the application serves no document', async () => {
      const { documentUrl } = await started(false);
      expect((await call(documentUrl)).status).toBe(200);
    });

    test('closes access on both ports when the application serves the document', async () => {
      const { documentUrl, url } = await started(true);
      expect((await call(documentUrl)).status).toBe(403);
      expect((await call(`${url}/debug/vars`)).status).toBe(403);
    });
  },
);
