import {
  type INestApplication,
  type MiddlewareConsumer,
  Module,
  type NestMiddleware,
  type NestModule,
  RequestMethod,
} from '@nestjs/common';
import type { ServerResponse } from 'node:http';
import { ExpvarModule, type ExpvarModuleExtras } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { call } from '../support/http-client.js';
import { nestMajor } from '../support/nest-version.js';
import { type Platform, platforms, start } from '../support/platforms.js';

type SetUp = (app: INestApplication) => unknown;

const URLS = [
  '/debug/vars',
  '/debug/vars?name=node',
  '/debug/vars/ui',
  '/debug/vars/ui/poll',
];

/** The wildcards of forRoutes; Nest 10 knows only the last. */
const wildcards = nestMajor === 10 ? ['*'] : ['{*splat}', '/{*splat}', '*'];

const EVERYWHERE = wildcards[0]!;

const prefixes: [string, SetUp][] = [
  ['without a prefix', () => undefined],
  ['with a prefix', (app) => app.setGlobalPrefix('api')],
  [
    'with a prefix and an excluded route',
    (app) => app.setGlobalPrefix('/api/v1/', { exclude: ['health'] }),
  ],
  [
    'with a prefix that excludes the document',
    (app) => app.setGlobalPrefix('api', { exclude: ['debug/vars'] }),
  ],
];

const runs: string[] = [];

function pass(_request: unknown, _response: unknown, next: () => void): void {
  runs.push('pass');
  next();
}

function reject(_request: unknown, response: ServerResponse): void {
  runs.push('reject');
  response.statusCode = 401;
  response.end('no');
}

class RejectingMiddleware implements NestMiddleware {
  use(request: unknown, response: ServerResponse): void {
    reject(request, response);
  }
}

async function startWith(
  platform: Platform,
  apply: (consumer: MiddlewareConsumer) => void,
  setUp: SetUp,
  options: ExpvarModuleExtras = {},
) {
  runs.length = 0;
  @Module({ imports: [ExpvarModule.forRoot({ access: 'public', ...options })] })
  class AppModule implements NestModule {
    configure(consumer: MiddlewareConsumer): void {
      apply(consumer);
    }
  }
  return start(platform, AppModule, setUp);
}

/** Returns the status of each URL and the number of middleware calls for it. */
async function ask(url: string, paths: readonly string[]) {
  const answers: [string, number, number][] = [];
  for (const path of paths) {
    const { status } = await call(`${url}${path}`);
    answers.push([path, status, runs.splice(0).length]);
  }
  return answers;
}

describe.each(platforms)('middleware on %s', (platform) => {
  describe.each(prefixes)('%s', (_name, setUp) => {
    test.each(wildcards)(
      'of the route %s protects every URL of the module',
      async (route) => {
        const { url } = await startWith(
          platform,
          (consumer) => consumer.apply(reject).forRoutes(route),
          setUp,
        );
        const paths = [...URLS, '/debug/vars/ui/stream'];
        expect(await ask(url, paths)).toEqual([
          ['/debug/vars', 401, 1],
          ['/debug/vars?name=node', 401, 1],
          ['/debug/vars/ui', 401, 1],
          ['/debug/vars/ui/poll', 401, 1],
          ['/debug/vars/ui/stream', 401, 1],
        ]);
      },
    );

    test('runs once for a request that it passes on', async () => {
      const { url } = await startWith(
        platform,
        (consumer) => consumer.apply(pass).forRoutes(EVERYWHERE),
        setUp,
      );
      expect(await ask(url, URLS)).toEqual([
        ['/debug/vars', 200, 1],
        ['/debug/vars?name=node', 200, 1],
        ['/debug/vars/ui', 200, 1],
        ['/debug/vars/ui/poll', 200, 1],
      ]);
    });

    test('of a class protects the document', async () => {
      const { url } = await startWith(
        platform,
        (consumer) => consumer.apply(RejectingMiddleware).forRoutes(EVERYWHERE),
        setUp,
      );
      expect(await ask(url, ['/debug/vars'])).toEqual([
        ['/debug/vars', 401, 1],
      ]);
    });

    test.each<
      [
        string,
        Parameters<ReturnType<MiddlewareConsumer['apply']>['forRoutes']>[0],
      ]
    >([
      ['a path', 'debug/vars'],
      ['a path with a parameter', 'debug/:name'],
      [
        'a path and a method',
        { path: 'debug/vars', method: RequestMethod.GET },
      ],
    ])('of %s protects the document', async (_kind, route) => {
      const { url } = await startWith(
        platform,
        (consumer) => consumer.apply(reject).forRoutes(route),
        setUp,
      );
      expect(await ask(url, ['/debug/vars'])).toEqual([
        ['/debug/vars', 401, 1],
      ]);
    });

    test('of a path of the dashboard protects it alone', async () => {
      const { url } = await startWith(
        platform,
        (consumer) => consumer.apply(reject).forRoutes('debug/vars/ui/poll'),
        setUp,
      );
      expect(await ask(url, ['/debug/vars', '/debug/vars/ui/poll'])).toEqual([
        ['/debug/vars', 200, 0],
        ['/debug/vars/ui/poll', 401, 1],
      ]);
    });

    test('that excludes the document does not run for it', async () => {
      const { url } = await startWith(
        platform,
        (consumer) =>
          consumer.apply(reject).exclude('debug/vars').forRoutes(EVERYWHERE),
        setUp,
      );
      expect(await ask(url, ['/debug/vars', '/debug/vars/ui'])).toEqual([
        ['/debug/vars', 200, 0],
        ['/debug/vars/ui', 401, 1],
      ]);
    });
  });

  test('protects a document at another path', async () => {
    const { url } = await startWith(
      platform,
      (consumer) => consumer.apply(reject).forRoutes(EVERYWHERE),
      (app) => app.setGlobalPrefix('api'),
      { path: '/internal/v1.0/vars' },
    );
    expect(
      await ask(url, ['/internal/v1.0/vars', '/internal/v1.0/vars/ui/poll']),
    ).toEqual([
      ['/internal/v1.0/vars', 401, 1],
      ['/internal/v1.0/vars/ui/poll', 401, 1],
    ]);
  });

  test('protects a document under the prefix', async () => {
    const { url } = await startWith(
      platform,
      (consumer) => consumer.apply(reject).forRoutes(EVERYWHERE),
      (app) => app.setGlobalPrefix('api'),
      { useGlobalPrefix: true },
    );
    expect(
      await ask(url, ['/api/debug/vars', '/api/debug/vars/ui/poll']),
    ).toEqual([
      ['/api/debug/vars', 401, 1],
      ['/api/debug/vars/ui/poll', 401, 1],
    ]);
  });
});
