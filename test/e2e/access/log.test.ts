import { performance } from 'node:perf_hooks';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { platforms } from '../../support/platforms.js';
import { type Application, type Where, wheres } from './application.js';
import { type Asking, forHost, from, local, type Setting } from './case.js';
import {
  byDefault,
  byFunction,
  isPublic,
  TOKEN,
  withNetworks,
  withToken,
} from './settings.js';
import { startedWith } from './started-with.js';

function decidedBy(access: () => unknown): Setting {
  return { options: { access: access as () => boolean } };
}

/** A clock of the log that goes on only when it is told to. */
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

const forwarded = local('X-Forwarded-For: 1.2.3.4');

/** The parts of each log line: the client, the reason and the remedy. */
const refusals: readonly (readonly [
  name: string,
  Setting,
  Asking,
  parts: readonly string[],
])[] = [
  [
    'a peer',
    byDefault,
    from('10.0.0.9'),
    ['10.0.0.9', 'address', 'access: { allow', 'access: { token'],
  ],
  [
    'a peer outside of the networks',
    withNetworks,
    from('11.0.0.9'),
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
    { ...local(), version: '1.0' },
    ['127.0.0.1', 'HTTP/1.0', 'access: { token'],
  ],
  [
    'a Host',
    withNetworks,
    from('10.0.0.9', forHost('vars.example')),
    ['10.0.0.9', 'Host', 'allowedHosts'],
  ],
  [
    'an Origin',
    isPublic,
    from('10.0.0.9', local('Origin: http://evil.example')),
    ['10.0.0.9', 'another site', 'Origin'],
  ],
  [
    'Sec-Fetch-Site',
    isPublic,
    from('10.0.0.9', local('Sec-Fetch-Site: cross-site')),
    ['10.0.0.9', 'another site', 'Sec-Fetch-Site'],
  ],
  [
    'no token',
    withToken,
    from('10.0.0.9'),
    ['10.0.0.9', 'no token', 'Authorization: Bearer'],
  ],
  [
    'a wrong token',
    withToken,
    from('10.0.0.9', local('Authorization: Bearer guessed')),
    ['10.0.0.9', 'its token is wrong'],
  ],
  [
    'a function',
    decidedBy(() => false),
    from('10.0.0.9'),
    ['10.0.0.9', 'function access'],
  ],
  [
    'a function that gives something else',
    decidedBy(() => 1),
    from('10.0.0.9'),
    ['10.0.0.9', 'function access', 'number'],
  ],
  [
    'a function that throws',
    decidedBy(() => {
      throw new TypeError('no\nway');
    }),
    from('10.0.0.9'),
    ['10.0.0.9', 'function access', 'TypeError: no\ufffdway'],
  ],
];

describe.each(wheres)('the log of refusals on $port of $platform', (where) => {
  test.each(refusals)(
    'has one line of %s',
    async (_name, setting, asking, parts) => {
      const application = await startedWith(where, setting);
      await application.ask(asking);
      await application.ask(asking);
      const [line, ...more] = warnings(application);
      expect(more).toEqual([]);
      expect(line).toMatch(/^denied a request from [^\n]+$/);
      for (const part of parts) {
        expect(line).toContain(part);
      }
    },
  );

  // Node knows no address of a connection that was reset.
  test('has nothing of a connection that is gone', async () => {
    const application = await startedWith(where, byDefault);
    expect((await application.ask(from(undefined))).status).toBe(403);
    expect(warnings(application)).toEqual([]);
  });

  test('has one line a minute for each reason', async () => {
    const clock = fakeClock();
    const application = await startedWith(where, byDefault);
    for (const peer of ['10.0.0.1', '10.0.0.2', '10.0.0.3']) {
      await application.ask(from(peer));
    }
    await application.ask(forwarded);
    clock.advance(59_999);
    await application.ask(from('10.0.0.4'));
    expect(warnings(application)).toEqual([
      expect.stringContaining('request from 10.0.0.1'),
      expect.stringContaining('request from 127.0.0.1'),
    ]);

    clock.advance(1);
    await application.ask(from('10.0.0.5'));
    await application.ask(from('10.0.0.6'));
    expect(warnings(application).slice(2)).toEqual([
      expect.stringMatching(
        /request from 10\.0\.0\.5.*\(and 3 more times since this was last logged\)$/,
      ),
    ]);
  });

  test('takes errors of a function that differ for one reason', async () => {
    let calls = 0;
    const application = await startedWith(
      where,
      decidedBy(() => {
        throw new Error(`failure ${++calls}`);
      }),
    );
    await application.ask(local());
    await application.ask(local());
    expect(warnings(application)).toEqual([
      expect.stringContaining('failure 1'),
    ]);
  });

  test('has nothing of what the client has sent', async () => {
    const application = await startedWith(where, withToken);
    await application.ask({
      ...forHost('sent.example', 'Authorization: Bearer sent-token'),
      query: '?sent=query',
    });
    await application.ask(local('Cookie: sent=cookie'));
    const lines = warnings(application);
    expect(lines).toHaveLength(2);
    expect(lines.join('\n')).not.toMatch(/sent[.=-]/);
    expect(lines.join('\n')).not.toContain(TOKEN);
  });

  test.each<[string, Setting, Asking]>([
    ['loopback', byDefault, local()],
    ['networks', withNetworks, from('10.0.0.9', forHost('10.0.0.5'))],
    ['public', isPublic, from('10.0.0.9', forwarded)],
    ['a token', withToken, local(`Authorization: Bearer ${TOKEN}`)],
    ['a function', byFunction, from('10.0.0.9', forwarded)],
  ])(
    'has nothing of requests that are served: %s',
    async (_name, setting, asking) => {
      const application = await startedWith(where, setting);
      const before = application.logger.lines.length;
      expect((await application.ask(asking)).status).toBe(200);
      expect(application.logger.lines.slice(before)).toEqual([]);
    },
  );
});

test.each(platforms)(
  'a unix socket on %s has a line as well',
  async (platform) => {
    const where: Where = { platform, port: 'the application’s port' };
    const application = await startedWith(where, byDefault, 'unix socket');
    await application.ask({ ...local(), over: 'unix socket' });
    expect(warnings(application)).toEqual([
      expect.stringMatching(
        /^denied a request from a connection without an address: .*access: \{ token \}/,
      ),
    ]);
  },
);
