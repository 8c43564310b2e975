import {
  Controller,
  Get,
  type INestApplication,
  VersioningType,
} from '@nestjs/common';
import { ExpvarRegistry } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { call, exchange } from '../support/http-client.js';
import {
  bareExpvar,
  publishSamples,
  SAMPLE_DOCUMENT,
} from '../support/bare-document.js';
import { moduleOf, platforms, start } from '../support/platforms.js';

@Controller('users')
class UsersController {
  @Get()
  list() {
    return 'the users';
  }
}

@Controller({ path: 'users', version: '1' })
class UsersV1Controller {
  @Get()
  list() {
    return 'the users';
  }
}

@Controller('health')
class HealthController {
  @Get()
  check() {
    return 'healthy';
  }
}

interface SetUp {
  readonly name: string;
  readonly setUp: (app: INestApplication) => unknown;
  /** The path of the ordinary controller. */
  readonly users: string;
  readonly versioned?: true;
  /** The headers that reach the ordinary controller. */
  readonly headers?: Record<string, string>;
  /** Paths at which an ordinary controller would serve the document. */
  readonly notAt: readonly string[];
}

const setUps: readonly SetUp[] = [
  {
    name: 'nothing',
    setUp: () => undefined,
    users: '/users',
    notAt: ['/api/debug/vars', '/v1/debug/vars'],
  },
  {
    name: 'a prefix',
    setUp: (app) => app.setGlobalPrefix('api'),
    users: '/api/users',
    notAt: ['/api/debug/vars'],
  },
  {
    name: 'a prefix with exclude',
    setUp: (app) => app.setGlobalPrefix('/api/', { exclude: ['health'] }),
    users: '/api/users',
    notAt: ['/api/debug/vars'],
  },
  {
    name: 'URI versioning',
    setUp: (app) => app.enableVersioning({ type: VersioningType.URI }),
    versioned: true,
    users: '/v1/users',
    notAt: ['/v1/debug/vars'],
  },
  {
    name: 'URI versioning with a default',
    setUp: (app) =>
      app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
    users: '/v1/users',
    notAt: ['/v1/debug/vars'],
  },
  {
    name: 'header versioning',
    setUp: (app) =>
      app.enableVersioning({
        type: VersioningType.HEADER,
        header: 'X-API-Version',
        defaultVersion: '2',
      }),
    versioned: true,
    users: '/users',
    headers: { 'X-API-Version': '1' },
    notAt: ['/v1/debug/vars'],
  },
  {
    name: 'media type versioning',
    setUp: (app) =>
      app.enableVersioning({
        type: VersioningType.MEDIA_TYPE,
        key: 'v=',
        defaultVersion: '2',
      }),
    versioned: true,
    users: '/users',
    headers: { Accept: 'application/json;v=1' },
    notAt: ['/v1/debug/vars'],
  },
  {
    name: 'custom versioning',
    setUp: (app) =>
      app.enableVersioning({
        type: VersioningType.CUSTOM,
        extractor: (request) =>
          (request as { headers: Record<string, string> }).headers['v'] ?? '',
        defaultVersion: '2',
      }),
    versioned: true,
    users: '/users',
    headers: { v: '1' },
    notAt: ['/v1/debug/vars'],
  },
  {
    name: 'a prefix and URI versioning',
    setUp: (app) =>
      app
        .setGlobalPrefix('api')
        .enableVersioning({ type: VersioningType.URI, defaultVersion: '1' }),
    users: '/api/v1/users',
    notAt: ['/api/debug/vars', '/api/v1/debug/vars', '/v1/debug/vars'],
  },
  {
    name: 'a prefix with a parameter',
    setUp: (app) => app.setGlobalPrefix(':tenant/api'),
    users: '/acme/api/users',
    notAt: ['/acme/api/debug/vars', '/:tenant/api/debug/vars'],
  },
];

async function statusOf(url: string, method = 'GET'): Promise<number> {
  return (await call(url, { method })).status;
}

describe.each(platforms)('an application on %s', (platform) => {
  const started = async (
    setUp: (app: INestApplication) => unknown,
    options: Parameters<typeof bareExpvar>[0] = {},
    versioned = false,
  ) => {
    const { app, url } = await start(
      platform,
      moduleOf({
        imports: [bareExpvar(options)],
        controllers: [
          HealthController,
          versioned ? UsersV1Controller : UsersController,
        ],
      }),
      setUp,
    );
    publishSamples(app.get(ExpvarRegistry));
    return url;
  };

  describe.each(setUps)(
    'with $name',
    ({ setUp, users, versioned, headers = {}, notAt }) => {
      test('serves the document at /debug/vars for every method', async () => {
        const url = await started(setUp, {}, versioned);
        const page = await call(`${url}/debug/vars`);
        const pageOfVersion = await call(`${url}/debug/vars`, { headers });
        expect([page.status, page.text]).toEqual([200, SAMPLE_DOCUMENT]);
        expect([pageOfVersion.status, pageOfVersion.text]).toEqual([
          200,
          SAMPLE_DOCUMENT,
        ]);
        const head = await call(`${url}/debug/vars`, { method: 'HEAD' });
        expect([
          head.status,
          head.headers['content-length'],
          head.text,
        ]).toEqual([200, String(SAMPLE_DOCUMENT.length), '']);
        const post = await call(`${url}/debug/vars`, { method: 'POST' });
        expect([post.status, post.headers.allow, post.text]).toEqual([
          405,
          'GET, HEAD',
          'Method Not Allowed\n',
        ]);
      });

      test('serves the document at no other path', async () => {
        const url = await started(setUp, {}, versioned);
        for (const path of notAt) {
          expect([path, await statusOf(`${url}${path}`)]).toEqual([path, 404]);
          expect([path, await statusOf(`${url}${path}`, 'POST')]).toEqual([
            path,
            404,
          ]);
        }
      });

      test('leaves other controllers where they were', async () => {
        const url = await started(setUp, {}, versioned);
        const { status, text } = await call(`${url}${users}`, { headers });
        expect([status, text]).toEqual([200, 'the users']);
      });
    },
  );

  test('keeps the exclusions of the application from its prefix', async () => {
    const url = await started((app) =>
      app.setGlobalPrefix('api', { exclude: ['health'] }),
    );
    expect(await statusOf(`${url}/health`)).toBe(200);
    expect(await statusOf(`${url}/api/health`)).toBe(404);
  });

  test.each(['internal/expvar', '/internal/expvar', '/internal/expvar/'])(
    'moves the document to path %s under any prefix',
    async (path) => {
      const url = await started((app) => app.setGlobalPrefix('api'), { path });
      expect((await call(`${url}/internal/expvar`)).text).toBe(SAMPLE_DOCUMENT);
      expect(await statusOf(`${url}/internal/expvar`, 'POST')).toBe(405);
      expect(await statusOf(`${url}/debug/vars`)).toBe(404);
      expect(await statusOf(`${url}/api/internal/expvar`)).toBe(404);
      expect(await statusOf(`${url}/api/users`)).toBe(200);
    },
  );

  test('matches a dot in the path literally', async () => {
    const url = await started((app) => app.setGlobalPrefix('api'), {
      path: '/debug/vars.json',
    });
    expect((await call(`${url}/debug/vars.json`)).text).toBe(SAMPLE_DOCUMENT);
    expect(await statusOf(`${url}/debug/vars-json`)).toBe(404);
  });

  test('serves the document under the prefix with useGlobalPrefix', async () => {
    const url = await started((app) => app.setGlobalPrefix('api'), {
      useGlobalPrefix: true,
    });
    expect((await call(`${url}/api/debug/vars`)).text).toBe(SAMPLE_DOCUMENT);
    expect(await statusOf(`${url}/api/debug/vars`, 'POST')).toBe(405);
    expect(await statusOf(`${url}/debug/vars`)).toBe(404);
  });

  test.each(['/API/debug/vars', '/Api/debug/vars', '/api/DEBUG/vars'])(
    'does not serve the document at %s with useGlobalPrefix',
    async (path) => {
      const url = await started((app) => app.setGlobalPrefix('api'), {
        useGlobalPrefix: true,
      });
      expect(await statusOf(`${url}${path}`)).toBe(404);
    },
  );

  test('matches a parameter in the prefix with useGlobalPrefix', async () => {
    const url = await started((app) => app.setGlobalPrefix(':tenant/api'), {
      useGlobalPrefix: true,
    });
    expect((await call(`${url}/acme/api/debug/vars`)).text).toBe(
      SAMPLE_DOCUMENT,
    );
    expect(await statusOf(`${url}/debug/vars`)).toBe(404);
  });

  test('does not serve the document with controller: false', async () => {
    const url = await started(() => undefined, { controller: false });
    expect(await statusOf(`${url}/debug/vars`)).toBe(404);
    expect(await statusOf(`${url}/users`)).toBe(200);
  });

  test.each([
    '/DEBUG/VARS',
    '/debug/Vars',
    '/debug/vars/',
    '/debug/vars//',
    '/debug//vars',
    '//debug/vars',
    '/debug/%76ars',
    '/debug%2Fvars',
    '/debug/vars;x=1',
    '/debug/vars/cmdline',
    '/debug',
    '/debug/vars.json',
    '/DEBUG/VARS?name=jobs',
    '/debug/vars/?name=jobs',
    '/DEBUG/VARS?/debug/vars',
    '/debug/vars/?x=/debug/vars',
  ])('finds nothing at %s', async (path) => {
    const url = await started(() => undefined);
    const answer = await exchange(url, [
      `GET ${path} HTTP/1.1`,
      'Host: localhost',
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
    expect(answer).not.toContain('"jobs"');
  });

  test('serves the document whatever the query is', async () => {
    const url = await started(() => undefined);
    expect((await call(`${url}/debug/vars?x=1`)).text).toBe(SAMPLE_DOCUMENT);
    expect((await call(`${url}/debug/vars?`)).text).toBe(SAMPLE_DOCUMENT);
    expect((await call(`${url}/debug/vars?/DEBUG/VARS`)).text).toBe(
      SAMPLE_DOCUMENT,
    );
  });
});
