import {
  Controller,
  Get,
  type INestApplication,
  Module,
  VersioningType,
} from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { call } from '../support/http-client.js';
import {
  bareExpvar,
  publishSamples,
  SAMPLE_DOCUMENT,
} from '../support/bare-document.js';
import { moduleOf, platforms, start } from '../support/platforms.js';
import { RecordingLogger } from '../support/recording-logger.js';

@Controller('users')
class UsersController {
  @Get()
  list() {
    return 'the users';
  }
}

@Module({ controllers: [UsersController] })
class UsersModule {}

const PATHS = [
  '/debug/vars',
  '/admin/debug/vars',
  '/api/debug/vars',
  '/api/admin/debug/vars',
  '/admin/api/debug/vars',
];

/** The statuses of GET and POST at the path of the document. */
const SERVED = [200, 405];

describe.each(platforms)('under RouterModule on %s', (platform) => {
  async function started(
    setUp: (app: INestApplication) => unknown,
    options: Parameters<typeof bareExpvar>[0] = {},
    logger = new RecordingLogger(),
  ) {
    const { app, url } = await start(
      platform,
      moduleOf({
        imports: [
          bareExpvar(options),
          UsersModule,
          RouterModule.register([
            {
              path: 'admin',
              children: [ExpvarModule, UsersModule],
            },
          ]),
        ],
      }),
      setUp,
      { logger },
    );
    publishSamples(app.get(ExpvarRegistry));
    return url;
  }

  test.each<
    [
      string,
      (app: INestApplication) => unknown,
      Parameters<typeof bareExpvar>[0],
      string,
    ]
  >([
    ['without a prefix', () => undefined, {}, '/admin'],
    // The route that is exempt from the prefix is /debug/vars.
    ['with a prefix', (app) => app.setGlobalPrefix('api'), {}, '/api/admin'],
    [
      'with a prefix and useGlobalPrefix',
      (app) => app.setGlobalPrefix('api'),
      { useGlobalPrefix: true },
      '/api/admin',
    ],
    [
      'with a prefix that excludes the route',
      (app) => app.setGlobalPrefix('api', { exclude: ['admin/debug/vars'] }),
      {},
      '/admin',
    ],
    [
      'with a prefix and versions',
      (app) =>
        app
          .setGlobalPrefix('api')
          .enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
      {},
      '/api/admin',
    ],
  ])(
    'the document %s is served at one path',
    async (_name, setUp, options, base) => {
      const url = await started(setUp, options);
      const answers: [string, number[]][] = [];
      for (const path of PATHS) {
        const get = await call(url + path);
        const post = await call(url + path, { method: 'POST' });
        answers.push([path, [get.status, post.status]]);
      }
      expect(answers).toEqual(
        PATHS.map((path) => [
          path,
          path === `${base}/debug/vars` ? SERVED : [404, 404],
        ]),
      );
      expect((await call(`${url}${base}/debug/vars`)).text).toBe(
        SAMPLE_DOCUMENT,
      );
    },
  );

  test('the paths of other modules do not change', async () => {
    const url = await started((app) => app.setGlobalPrefix('api'));
    expect((await call(`${url}/api/admin/users`)).text).toBe('the users');
  });

  test('a module that imports ExpvarModule does not move the document', async () => {
    @Module({ imports: [bareExpvar()] })
    class AdminModule {}
    const { app, url } = await start(
      platform,
      moduleOf({
        imports: [
          AdminModule,
          RouterModule.register([{ path: 'admin', module: AdminModule }]),
        ],
      }),
      (app) => app.setGlobalPrefix('api'),
    );
    publishSamples(app.get(ExpvarRegistry));
    expect((await call(`${url}/debug/vars`)).text).toBe(SAMPLE_DOCUMENT);
    expect((await call(`${url}/admin/debug/vars`)).status).toBe(404);
  });

  test('the log states the URL of the document', async () => {
    const logger = new RecordingLogger();
    await started(() => undefined, {}, logger);
    expect(logger.of('ExpvarModule', 'log')).toEqual([
      '0 variables from 0 providers; GET /admin/debug/vars (loopback only)',
    ]);
  });
});
