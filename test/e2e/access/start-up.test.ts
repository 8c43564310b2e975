import { NestFactory } from '@nestjs/core';
import { ExpvarModule, type ExpvarModuleOptions } from 'nestjs-expvar';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bareExpvar } from '../../support/bare-document.js';
import {
  adapterOf,
  moduleOf,
  platforms,
  start,
} from '../../support/platforms.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { startUpError } from '../../support/start-up.js';
import type { Options } from './case.js';

const TOKEN = 'sixteen-letters!';

/** The remedy in the message, for each option. */
const remedies = {
  access:
    /it must be 'loopback', 'public', \{ token: '…' \}, \{ allow: \[|it has no member "\w+"; (?:did you mean "(?:token|allow)"\?|its members are token, allow)/,
  'access.token':
    'it must be a string of 16 characters or more, printable ASCII without spaces',
  'access.allow': /it must be a list of networks|write it as 10\.0\.0\.0\/8/,
  allowedHosts:
    /it must be a list of host names|write it as vars\.example\.com/,
  closeOnUnmarkedProxy: 'it must be true or false',
};

type Option = keyof typeof remedies;

const refused: readonly (readonly [Option, unknown])[] = [
  ...[
    'publc',
    'PUBLIC',
    'Loopback',
    'localhost',
    '',
    null,
    true,
    false,
    0,
    {},
    [],
    ['10.0.0.0/8'],
    { tokens: TOKEN },
    { allowed: ['10.0.0.0/8'] },
    { token: TOKEN, user: 'me' },
    { allow: ['10.0.0.0/8'], deny: ['10.1.0.0/16'] },
  ].map((access) => ['access', { access }] as const),

  ...[
    undefined,
    null,
    '',
    'fifteen-letters',
    1_234_567_890_123_456,
    true,
    [TOKEN],
    Buffer.from(TOKEN),
    () => TOKEN,
    'with a space in the middle',
    ' with-a-space-before',
    'with-a-line-break\n',
    'with-a-tab\tin-it-too',
    'beyond-ascii-日本語',
    'with-a-control\u0000',
  ].flatMap(
    (token) =>
      [
        ['access.token', { access: { token } }],
        // An unset token must not leave only the networks in force.
        ['access.token', { access: { token, allow: ['10.0.0.0/8'] } }],
      ] as const,
  ),

  ...[
    undefined,
    null,
    [],
    '10.0.0.0/8',
    {},
    new Set(['10.0.0.0/8']),
    [undefined],
    [null],
    [10],
    [''],
    [' 10.0.0.0/8'],
    ['10.0.0.0/8 '],
    ['10.0.0.0/8,10.1.0.0/16'],
    ['10.0.0.0/33'],
    ['10.0.0.0/-1'],
    ['10.0.0.0/'],
    ['10.0.0.0/08'],
    ['10.0.0.0/8/8'],
    ['10.0.0.0/255.0.0.0'],
    ['10.0.0/8'],
    ['10.0.0.256'],
    ['010.0.0.1'],
    ['10.*'],
    ['10.0.0.1-10.0.0.9'],
    // The prefix does not match the address.
    ['10.0.0.5/8'],
    ['192.168.1.7/24'],
    ['0.0.0.1/0'],
    ['fd00::1/8'],
    ['2001:db8:0:1::/48'],
    ['fd00::/129'],
    ['fd00::g/8'],
    ['[fd00::1]'],
    ['fe80::1%eth0'],
    ['localhost'],
    ['vars.example'],
    ['10.0.0.0/8', 'garbage'],
  ].flatMap(
    (allow) =>
      [
        ['access.allow', { access: { allow } }],
        ['access.allow', { access: { token: TOKEN, allow } }],
      ] as const,
  ),

  ...[
    null,
    'vars.example',
    {},
    new Set(['vars.example']),
    [undefined],
    [null],
    [''],
    ['.'],
    ['*'],
    ['*.example'],
    ['vars.example.'],
    ['..example'],
    ['vars..example'],
    ['vars.example:3000'],
    ['http://vars.example'],
    ['vars.example/'],
    ['user@vars.example'],
    ['vars example'],
    ['vars.example,other.example'],
    ['[fd00::1]:80'],
    [/example/],
    ['vars.example', 'garbage/'],
  ].map((allowedHosts) => ['allowedHosts', { allowedHosts }] as const),

  ...[null, 'true', 1, 'warn', {}].map(
    (closeOnUnmarkedProxy) =>
      ['closeOnUnmarkedProxy', { closeOnUnmarkedProxy }] as const,
  ),

  // Wrong options are refused although they have no effect here.
  ['allowedHosts', { access: 'public', allowedHosts: ['*'] }],
  ['closeOnUnmarkedProxy', { access: 'public', closeOnUnmarkedProxy: 'no' }],
];

const accepted: readonly (readonly [audience: string, Options])[] = [
  ['loopback only', {}],
  ['loopback only', { access: 'loopback' }],
  ['loopback only', { access: undefined } as unknown as Options],
  ['loopback only', { allowedHosts: [] }],
  ['loopback only', { allowedHosts: ['vars.example', '.in.example', 'a_b'] }],
  ['loopback only', { allowedHosts: ['10.0.0.5', 'VARS.example'] }],
  ['loopback only', { closeOnUnmarkedProxy: true }],
  ['loopback only', { closeOnUnmarkedProxy: false }],
  ['public', { access: 'public' }],
  ['public', { access: 'public', allowedHosts: ['vars.example'] }],
  ['with a token', { access: { token: TOKEN } }],
  ['with a token', { access: { token: `!"#$%&'()*+,-./:;<=>?@[]^_{|}~` } }],
  ['with a token', { access: { token: 'x'.repeat(1000) } }],
  ['with a token', { access: { token: TOKEN, allow: ['10.0.0.0/8'] } }],
  ['loopback and 10.0.0.0/8', { access: { allow: ['10.0.0.0/8'] } }],
  ['loopback and 0.0.0.0/0', { access: { allow: ['0.0.0.0/0'] } }],
  [
    'loopback and 10.0.0.0/8, fd00::/8',
    { access: { allow: ['10.0.0.0/8', 'fd00::/8'] } },
  ],
  [
    'loopback and 192.168.1.128/25',
    { access: { allow: ['192.168.1.128/25'] } },
  ],
  ['as the function access decides', { access: () => true }],
  ['as the function access decides', { access: async () => false }],
];

describe.each(platforms)('an application on %s', (platform) => {
  test.each(refused)(
    'does not start because of %s in %o',
    async (option, options) => {
      const message = await startUpError(platform, () =>
        moduleOf({ imports: [ExpvarModule.forRoot(options as Options)] }),
      );
      expect(message).toMatch(`expvar: ExpvarModule option ${option}: `);
      expect(message).toMatch(remedies[option]);
    },
  );

  test('does not start because of the options that a factory returns', async () => {
    const message = await startUpError(platform, () =>
      moduleOf({
        imports: [
          ExpvarModule.forRootAsync({
            useFactory: () =>
              ({
                access: { token: process.env.NOT_SET },
              }) as unknown as ExpvarModuleOptions,
          }),
        ],
      }),
    );
    expect(message).toMatch('expvar: ExpvarModule option access.token: ');
    expect(message).toMatch('is the variable set?');
  });

  test.each(['too-short', 'not so good a secret'])(
    'does not print the token %j that it refuses',
    async (token) => {
      const message = await startUpError(platform, () =>
        moduleOf({ imports: [ExpvarModule.forRoot({ access: { token } })] }),
      );
      expect(message).not.toContain(token);
    },
  );

  test.each([
    ['10.0.0.5/8', { access: { allow: ['10.0.0.0/8', '10.0.0.5/8'] } }],
    ['*.example', { allowedHosts: ['vars.example', '*.example'] }],
  ])('names the wrong value %s', async (entry, options) => {
    const message = await startUpError(platform, () =>
      moduleOf({ imports: [ExpvarModule.forRoot(options)] }),
    );
    expect(message).toContain(`"${entry}"`);
  });

  test.each(['0.0.0.0', '::', '10.0.0.1', '127.0.0.2'])(
    'does not start when no client could read the server at %s',
    async (host) => {
      const message = await startUpError(platform, () =>
        moduleOf({
          imports: [
            bareExpvar({
              server: { port: 0, host },
              allowedHosts: ['a.example'],
            }),
          ],
        }),
      );
      expect(message).toMatch('expvar: ExpvarModule option access: ');
      expect(message).toMatch('{ token } or { allow }');
    },
  );

  test.each(accepted)(
    'starts and logs (%s) for %o',
    async (audience, options) => {
      const logger = new RecordingLogger();
      const module = moduleOf({ imports: [bareExpvar(options)] });
      await start(platform, module, undefined, { logger });
      expect(logger.of('ExpvarModule', 'log')).toEqual([
        `0 variables from 0 providers; GET /debug/vars (${audience})`,
      ]);
    },
  );

  test.each<Options>([
    { access: 'public' },
    { access: { token: TOKEN } },
    { access: { allow: ['10.0.0.0/8'] } },
    { access: () => false },
  ])('starts with %o and a server for other machines', async (options) => {
    const logger = new RecordingLogger();
    const server = { port: 0, host: '0.0.0.0' };
    const module = moduleOf({ imports: [bareExpvar({ ...options, server })] });
    await start(platform, module, undefined, { logger });
    expect(logger.servedUrls()).toHaveLength(1);
  });

  test('warns that networks have no effect beside a token', async () => {
    const logger = new RecordingLogger();
    const access = { token: TOKEN, allow: ['10.0.0.0/8'] };
    await start(
      platform,
      moduleOf({ imports: [bareExpvar({ access })] }),
      undefined,
      { logger },
    );
    expect(logger.of('ExpvarModule', 'warn')).toEqual([
      'access has a token, which decides alone: access.allow has no effect, so remove one of the two',
    ]);
  });

  test.each(['the application’s port', 'server'])(
    'warns when a token travels in clear text to %s',
    async (port) => {
      const logger = new RecordingLogger();
      const host = '0.0.0.0';
      const app = await NestFactory.create(
        moduleOf({
          imports: [
            bareExpvar({
              access: { token: TOKEN },
              ...(port === 'server' && { server: { port: 0, host } }),
            }),
          ],
        }),
        adapterOf(platform),
        { logger, abortOnError: false },
      );
      onTestFinished(() => app.close());
      await app.listen(0, port === 'server' ? '127.0.0.1' : host);
      expect(logger.of('ExpvarModule', 'warn')).toEqual([
        expect.stringMatching(
          /^the token of the option access travels unencrypted to 0\.0\.0\.0; /,
        ),
      ]);
    },
  );

  test.each<Options>([
    {},
    { access: 'public' },
    { access: { token: TOKEN } },
    { access: { allow: ['10.0.0.0/8'] } },
  ])('logs no warning for %o', async (options) => {
    const logger = new RecordingLogger();
    const module = moduleOf({ imports: [bareExpvar(options)] });
    await start(platform, module, undefined, { logger });
    expect(logger.of('ExpvarModule', 'warn')).toEqual([]);
  });
});
