import { performance } from 'node:perf_hooks';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { platforms } from '../../support/platforms.js';
import { type Application, type Listener, listeners } from './application.js';
import {
  type TestRequest,
  requestForHost,
  requestFrom,
  localRequest,
  type Setting,
} from './case.js';
import {
  byDefault,
  byFunction,
  isPublic,
  TOKEN,
  withNetworks,
  withToken,
} from './settings.js';
import { startForTest } from './start-for-test.js';

function decidedBy(access: () => unknown): Setting {
  return { options: { access: access as () => boolean } };
}

/** Replaces the clock of the log with one that the test advances. */
function fakeClock() {
  let now = Math.ceil(performance.now()); // Sums of whole numbers are exact.
  const spy = vi.spyOn(performance, 'now').mockImplementation(() => now);
  onTestFinished(() => spy.mockRestore());
  return {
    advance(milliseconds: number) {
      now += milliseconds;
    },
  };
}

function warnings({ logger }: Application): string[] {
  return logger.of('ExpvarModule', 'warn');
}

const forwarded = localRequest('X-Forwarded-For: 1.2.3.4');

/** The parts of each log line: the client, the reason and the remedy. */
const denials: readonly (readonly [
  name: string,
  Setting,
  TestRequest,
  parts: readonly string[],
])[] = [
  [
    'a peer',
    byDefault,
    requestFrom('10.0.0.9'),
    ['10.0.0.9', 'address', 'access: { allow', 'access: { token'],
  ],
  [
    'a peer outside of the networks',
    withNetworks,
    requestFrom('11.0.0.9'),
    ['11.0.0.9', 'access: { allow'],
  ],
  [
    'a forwarding header',
    byDefault,
    forwarded,
    ['127.0.0.1', 'proxy', 'access: { token'],
  ],
  [
    'HTTP/1.0',
    byDefault,
    { ...localRequest(), version: '1.0' },
    ['127.0.0.1', 'HTTP/1.0', 'access: { token'],
  ],
  [
    'a Host',
    withNetworks,
    requestFrom('10.0.0.9', requestForHost('vars.example')),
    ['10.0.0.9', 'Host', 'allowedHosts'],
  ],
  [
    'an Origin',
    isPublic,
    requestFrom('10.0.0.9', localRequest('Origin: http://evil.example')),
    ['10.0.0.9', 'another site', 'Origin'],
  ],
  [
    'Sec-Fetch-Site',
    isPublic,
    requestFrom('10.0.0.9', localRequest('Sec-Fetch-Site: cross-site')),
    ['10.0.0.9', 'another site', 'Sec-Fetch-Site'],
  ],
  [
    'no token',
    withToken,
    requestFrom('10.0.0.9'),
    ['10.0.0.9', 'no token', 'Authorization: Bearer'],
  ],
  [
    'a wrong token',
    withToken,
    requestFrom('10.0.0.9', localRequest('Authorization: Bearer guessed')),
    ['10.0.0.9', 'its token is wrong'],
  ],
  [
    'a function',
    decidedBy(() => false),
    requestFrom('10.0.0.9'),
    ['10.0.0.9', 'function access'],
  ],
  [
    'a function that gives something else',
    decidedBy(() => 1),
    requestFrom('10.0.0.9'),
    ['10.0.0.9', 'function access', 'number'],
  ],
  [
    'a function that throws',
    decidedBy(() => {
      throw new TypeError('no\nway');
    }),
    requestFrom('10.0.0.9'),
    ['10.0.0.9', 'function access', 'TypeError: no\ufffdway'],
  ],
];

describe.each(listeners)(
  'the log of denied requests on $port of $platform',
  (listener) => {
    test.each(denials)(
      'has one line for requests denied because of %s',
      async (_name, setting, request, parts) => {
        const application = await startForTest(listener, setting);
        await application.send(request);
        await application.send(request);
        const [line, ...more] = warnings(application);
        expect(more).toEqual([]);
        expect(line).toMatch(/^denied a request from [^\n]+$/);
        for (const part of parts) {
          expect(line).toContain(part);
        }
      },
    );

    // Node has no address for a connection that was reset.
    test('has no line for a connection that is gone', async () => {
      const application = await startForTest(listener, byDefault);
      expect((await application.send(requestFrom(undefined))).status).toBe(403);
      expect(warnings(application)).toEqual([]);
    });

    test('has one line a minute for each reason', async () => {
      const clock = fakeClock();
      const application = await startForTest(listener, byDefault);
      for (const peer of ['10.0.0.1', '10.0.0.2', '10.0.0.3']) {
        await application.send(requestFrom(peer));
      }
      await application.send(forwarded);
      clock.advance(59_999);
      await application.send(requestFrom('10.0.0.4'));
      expect(warnings(application)).toEqual([
        expect.stringContaining('request from 10.0.0.1'),
        expect.stringContaining('request from 127.0.0.1'),
      ]);

      clock.advance(1);
      await application.send(requestFrom('10.0.0.5'));
      await application.send(requestFrom('10.0.0.6'));
      expect(warnings(application).slice(2)).toEqual([
        expect.stringMatching(
          /request from 10\.0\.0\.5.*\(and 3 more times since this was last logged\)$/,
        ),
      ]);
    });

    test('treats different errors of an access function as one reason', async () => {
      let calls = 0;
      const application = await startForTest(
        listener,
        decidedBy(() => {
          throw new Error(`failure ${++calls}`);
        }),
      );
      await application.send(localRequest());
      await application.send(localRequest());
      expect(warnings(application)).toEqual([
        expect.stringContaining('failure 1'),
      ]);
    });

    test('contains nothing that the client sent', async () => {
      const application = await startForTest(listener, withToken);
      await application.send({
        ...requestForHost('sent.example', 'Authorization: Bearer sent-token'),
        query: '?sent=query',
      });
      await application.send(localRequest('Cookie: sent=cookie'));
      const lines = warnings(application);
      expect(lines).toHaveLength(2);
      expect(lines.join('\n')).not.toMatch(/sent[.=-]/);
      expect(lines.join('\n')).not.toContain(TOKEN);
    });

    test.each<[string, Setting, TestRequest]>([
      ['loopback', byDefault, localRequest()],
      [
        'networks',
        withNetworks,
        requestFrom('10.0.0.9', requestForHost('10.0.0.5')),
      ],
      ['public', isPublic, requestFrom('10.0.0.9', forwarded)],
      ['a token', withToken, localRequest(`Authorization: Bearer ${TOKEN}`)],
      ['a function', byFunction, requestFrom('10.0.0.9', forwarded)],
    ])(
      'has no line for requests that are served: %s',
      async (_name, setting, request) => {
        const application = await startForTest(listener, setting);
        const before = application.logger.lines.length;
        expect((await application.send(request)).status).toBe(200);
        expect(application.logger.lines.slice(before)).toEqual([]);
      },
    );
  },
);

test.each(platforms)(
  'a request over a unix socket on %s is logged when it is denied',
  async (platform) => {
    const listener: Listener = { platform, port: 'the application’s port' };
    const application = await startForTest(listener, byDefault, 'unix socket');
    await application.send({ ...localRequest(), over: 'unix socket' });
    expect(warnings(application)).toEqual([
      expect.stringMatching(
        /^denied a request from a connection without an address: .*access: \{ token \}/,
      ),
    ]);
  },
);
