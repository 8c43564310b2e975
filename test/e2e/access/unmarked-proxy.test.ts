import { describe, expect, test } from 'vitest';
import { call } from '../../support/http-client.js';
import { bareExpvar } from '../../support/page.js';
import { moduleOf, platforms, start } from '../../support/platforms.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { type Application, type Where, wheres } from './application.js';
import {
  type Asking,
  forHost,
  from,
  local,
  type Options,
  type Setting,
} from './case.js';
import { unchecked, withNetworks } from './settings.js';
import { startedWith } from './started-with.js';

const NOTED =
  /^a request for the Host .* came from this machine without the mark of a proxy/;

function noted({ logger }: Application): string[] {
  return logger.of('ExpvarModule', 'warn').filter((line) => NOTED.test(line));
}

function http2(asking: Asking): Asking {
  return {
    ...asking,
    over: 'h2',
    headers: asking.headers.map((line) => line.replace(/^Host/, ':authority')),
  };
}

const visitor = forHost('shop.example');

interface Listener extends Where {
  readonly http2?: true;
}

const listeners: readonly Listener[] = [
  ...wheres,
  { platform: 'fastify', port: 'the application’s port', http2: true },
];

describe.each(listeners)(
  'before $port of $platform, HTTP/2: $http2,',
  (listener) => {
    async function started(options: Options = {}, setting?: Setting) {
      const application = await startedWith(
        listener,
        setting ?? { options },
        listener.http2 && 'h2',
      );
      return {
        application,
        ask: (asking: Asking) =>
          application.ask(listener.http2 ? http2(asking) : asking),
      };
    }

    describe('an unmarked proxy', () => {
      test('is logged once, with the remedies', async () => {
        const { application, ask } = await started();
        await ask(visitor);
        await ask(visitor);
        await ask(forHost('other.example'));
        const [line, ...more] = noted(application);
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
        const { application, ask } = await started();
        await ask({ ...visitor, method: 'POST' });
        expect(noted(application)).toHaveLength(1);
      });

      test('is not noticed by requests for other URLs', async () => {
        const { application, ask } = await started({
          closeOnUnmarkedProxy: true,
        });
        await ask({ ...visitor, path: '/orders?id=1', method: 'POST' });
        expect(noted(application)).toEqual([]);
        expect((await ask(local())).status).toBe(200);
      });

      test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])(
        'is logged when it connects from %s',
        async (peer) => {
          const { application, ask } = await started();
          await ask(from(peer, visitor));
          expect(noted(application)).toHaveLength(1);
        },
      );

      test('is logged when networks are allowed', async () => {
        const { application, ask } = await started({}, withNetworks);
        await ask(visitor);
        expect(noted(application)).toHaveLength(1);
      });

      test('does not close access by default', async () => {
        const { ask } = await started();
        expect((await ask(visitor)).status).toBe(403);
        expect((await ask(local())).status).toBe(200);
      });

      test('closes access for everybody with closeOnUnmarkedProxy', async () => {
        const { application, ask } = await started({
          access: { allow: ['10.0.0.0/8'] },
          closeOnUnmarkedProxy: true,
        });
        const inNetwork = from('10.0.0.1', forHost('10.0.0.5'));
        expect((await ask(local())).status).toBe(200);
        expect((await ask(inNetwork)).status).toBe(200);

        await ask(visitor);
        expect((await ask(local())).status).toBe(403);
        expect((await ask(inNetwork)).status).toBe(403);
        expect(noted(application)).toEqual([
          expect.stringContaining('Access is closed until the next start'),
        ]);
        expect(application.logger.of('ExpvarModule', 'warn')).toContainEqual(
          expect.stringMatching(/^denied a request from .* access is closed/),
        );
        expect(application.evaluations()).toBe(2);
      });

      test('closes access before its own request is decided', async () => {
        const { application, ask } = await started({
          closeOnUnmarkedProxy: true,
        });
        expect((await ask(visitor)).status).toBe(403);
        expect(application.logger.of('ExpvarModule', 'warn')).toContainEqual(
          expect.stringMatching(/^denied a request from .* access is closed/),
        );
      });

      test('cannot forge a log line or fill the log', async () => {
        const { application, ask } = await started();
        await ask(
          listener.http2
            ? forHost(`shop%0aexample${'x'.repeat(5000)}`)
            : forHost(`shop\u009b31m\u2028example${'x'.repeat(5000)}`),
        );
        const [line = ''] = noted(application);
        expect(line).not.toBe('');
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028]/);
        expect(line.length).toBeLessThan(1000);
      });
    });

    test.each<[string, Asking]>([
      ['this machine', local()],
      ['a name of this machine', forHost('a.localhost:3000')],
      ['an address of this machine', forHost('[::1]:3000')],
      [
        'a proxy that marks what it forwards',
        forHost('shop.example', 'Via: 1.1 a'),
      ],
      [
        'a proxy that marks it with nothing',
        forHost('shop.example', 'X-Forwarded-For:'),
      ],
      ['another machine', from('10.0.0.1', visitor)],
      ['another address of 127/8', from('127.0.0.6', visitor)],
      ['a connection without an address', from(undefined, visitor)],
      ['an allowed Host', forHost('vars.example:3000')],
      ['a Host below an allowed domain', forHost('a.inside.example')],
    ])('is not seen in a request from %s', async (_name, asking) => {
      const { application, ask } = await started({
        allowedHosts: ['vars.example', '.inside.example'],
        closeOnUnmarkedProxy: true,
      });
      await ask(asking);
      expect(noted(application)).toEqual([]);
      expect((await ask(local())).status).toBe(200);
    });

    test.each(unchecked)(
      'is ignored under $policy',
      async ({ setting, pass }) => {
        const { application, ask } = await started({
          ...setting.options,
          closeOnUnmarkedProxy: true,
        });
        expect((await ask(forHost('shop.example', ...pass))).status).toBe(200);
        expect((await ask(local(...pass))).status).toBe(200);
        expect(noted(application)).toEqual([]);
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
      const page = logger.servedUrls()[0]!;
      await call(`${url}/debug/vars`, { headers: { Host: 'shop.example' } });
      return { page, url };
    }

    test('has no effect when the application serves no document', async () => {
      const { page } = await started(false);
      expect((await call(page)).status).toBe(200);
    });

    test('closes access on both ports when the application serves the document', async () => {
      const { page, url } = await started(true);
      expect((await call(page)).status).toBe(403);
      expect((await call(`${url}/debug/vars`)).status).toBe(403);
    });
  },
);
