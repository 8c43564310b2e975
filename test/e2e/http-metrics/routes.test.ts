import {
  All,
  BadGatewayException,
  type CanActivate,
  Controller,
  Get,
  HttpCode,
  type INestApplication,
  type MiddlewareConsumer,
  Module,
  Param,
  ParseIntPipe,
  Post,
  RequestMethod,
  UseGuards,
  VERSION_NEUTRAL,
  Version,
  VersioningType,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import express from 'express';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { describe, expect, onTestFinished, test } from 'vitest';
import { call } from '../../support/http-client.js';
import { everyPath } from '../../support/nest-version.js';
import { bareExpvar } from '../../support/bare-document.js';
import {
  adapterOf,
  moduleOf,
  type Platform,
  platforms,
  portOf,
  start,
} from '../../support/platforms.js';
import { countResponses, httpVars } from '../../support/request-counts.js';
import { withoutMetadata } from '../../support/without-metadata.js';

class NobodyGuard implements CanActivate {
  canActivate() {
    return false;
  }
}

@Controller('quotes')
class QuotesController {
  @Get(':symbol')
  quote(@Param('symbol') symbol: string) {
    return symbol;
  }

  @Get(':symbol/klines/:count')
  klines(@Param('count', ParseIntPipe) count: number) {
    return String(count);
  }

  @Post()
  @HttpCode(202)
  create() {}

  @Post('refused')
  @UseGuards(NobodyGuard)
  refused() {}

  @Post('failed')
  failed() {
    throw new Error('boom');
  }

  @Post('gateway')
  gateway() {
    throw new BadGatewayException();
  }

  @All('any')
  any() {}
}

function startQuotes(
  platform: Platform,
  http: boolean | object = true,
  setUp?: (app: INestApplication) => unknown,
) {
  return start(
    platform,
    moduleOf({
      imports: [bareExpvar({ http })],
      controllers: [QuotesController],
    }),
    setUp,
  );
}

describe.each(platforms)('the map http on %s', (platform) => {
  test('counts requests by route, method and class of status', async () => {
    const { app, url } = await startQuotes(platform);
    const requests = [
      ['GET', '/quotes/cu2601'],
      ['GET', '/quotes/BTCUSDT?full=1'],
      ['HEAD', '/quotes/cu2601'],
      ['GET', '/quotes/cu2601/klines/5'],
      ['GET', '/quotes/cu2601/klines/many'],
      ['POST', '/quotes'],
      ['POST', '/quotes/refused'],
      ['POST', '/quotes/failed'],
      ['POST', '/quotes/gateway'],
      ['PUT', '/quotes/any'],
      ['GET', '/nowhere/42'],
      ['DELETE', '/quotes/cu2601'],
    ] as const;
    for (const [method, path] of requests) {
      await call(`${url}${path}`, { method });
    }
    expect(await countResponses(app)).toEqual({
      '(unmatched)': { '4xx': 2 },
      'GET /quotes/:symbol': { '2xx': 2 },
      'HEAD /quotes/:symbol': { '2xx': 1 },
      'GET /quotes/:symbol/klines/:count': { '2xx': 1, '4xx': 1 },
      'POST /quotes': { '2xx': 1 },
      'POST /quotes/refused': { '4xx': 1 },
      'POST /quotes/failed': { '5xx': 1 },
      'POST /quotes/gateway': { '5xx': 1 },
      'PUT /quotes/any': { '2xx': 1 },
    });
    const { routes, ...sums } = await httpVars(app);
    expect(sums).toMatchObject({
      aborted: 0,
      errors: 2,
      inFlight: 0,
      requests: requests.length,
    });
    expect(sums.bytesOut).toBeGreaterThan(requests.length * 20);
    expect(routes['POST /quotes/failed']).toMatchObject({
      errors: 1,
      aborted: 0,
      latency: { count: 1 },
    });
    expect(routes['GET /quotes/:symbol']).toMatchObject({
      errors: 0,
      latency: { count: 2 },
    });
  });

  test('counts requests whose body cannot be read', async () => {
    const { app, url } = await startQuotes(platform);
    const { status } = await call(`${url}/quotes`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"symbol":',
    });
    expect(status).toBe(400);
    const answers = await countResponses(app);
    // Express reads bodies before it finds the route.
    expect(answers).toEqual(
      platform === 'express'
        ? { '(unmatched)': { '4xx': 1 } }
        : { 'POST /quotes': { '4xx': 1 } },
    );
  });

  test('has the global prefix and the version in its routes', async () => {
    @Controller({ path: 'quotes', version: ['1', VERSION_NEUTRAL] })
    class VersionedController {
      @Get(':symbol')
      first() {}

      @Version('2')
      @Get(':symbol')
      second() {}
    }
    const { app, url } = await start(
      platform,
      moduleOf({
        imports: [bareExpvar({ http: true })],
        controllers: [VersionedController],
      }),
      (app) =>
        app
          .setGlobalPrefix('api')
          .enableVersioning({ type: VersioningType.URI }),
    );
    for (const path of ['/v1/quotes/a', '/v2/quotes/b', '/quotes/c']) {
      expect((await call(`${url}/api${path}`)).status).toBe(200);
    }
    expect(await countResponses(app)).toEqual({
      'GET /api/v1/quotes/:symbol': { '2xx': 1 },
      'GET /api/v2/quotes/:symbol': { '2xx': 1 },
      'GET /api/quotes/:symbol': { '2xx': 1 },
    });
  });

  test('counts a request that a route passes on as unmatched', async () => {
    @Controller({ path: 'quotes', version: '1' })
    class VersionedController {
      @Get(':symbol')
      first() {}
    }
    @Module({
      imports: [bareExpvar({ http: true })],
      controllers: [VersionedController],
    })
    class AppModule {
      configure(consumer: MiddlewareConsumer) {
        const pass = (
          _request: unknown,
          _response: unknown,
          next: () => void,
        ) => next();
        consumer
          .apply(pass)
          .forRoutes({ path: everyPath, method: RequestMethod.GET });
      }
    }
    const { app, url } = await start(platform, AppModule, (nest) =>
      nest.enableVersioning({ type: VersioningType.HEADER, header: 'v' }),
    );
    const statuses = [];
    for (const [path, v] of [
      ['quotes/a', '1'],
      ['quotes/a', '9'],
      ['nowhere', '1'],
    ]) {
      statuses.push((await call(`${url}/${path}`, { headers: { v } })).status);
    }
    expect(statuses).toEqual([200, 404, 404]);
    expect(await countResponses(app)).toEqual({
      '(unmatched)': { '4xx': 2 },
      'GET /quotes/:symbol': { '2xx': 1 },
    });
  });

  test('counts requests that middleware answers', async () => {
    @Module({
      imports: [bareExpvar({ http: true })],
      controllers: [QuotesController],
    })
    class AppModule {
      configure(consumer: MiddlewareConsumer) {
        const end = (
          _request: unknown,
          response: { statusCode: number; end(): void },
        ) => {
          response.statusCode = 429;
          response.end();
        };
        consumer.apply(end).forRoutes({
          path: 'quotes/:symbol',
          method: RequestMethod.GET,
        });
      }
    }
    const { app, url } = await start(platform, AppModule);
    expect((await call(`${url}/quotes/cu2601`)).status).toBe(429);
    // Fastify tells only hooks the route, and middleware runs before them.
    const key = platform === 'express' ? 'GET /quotes/:symbol' : '(unmatched)';
    expect(await countResponses(app)).toEqual({ [key]: { '4xx': 1 } });
  });

  test('counts routes beyond maxRoutes together', async () => {
    const { app, url } = await startQuotes(platform, { maxRoutes: 2 });
    for (const path of ['a', 'a/klines/1', 'b', 'c', 'd']) {
      await call(`${url}/quotes/${path}`);
    }
    await call(`${url}/nowhere`);
    await call(`${url}/quotes/any`, { method: 'PUT' });
    expect(await countResponses(app)).toEqual({
      '(unmatched)': { '4xx': 1 },
      '(other)': { '2xx': 1 },
      'GET /quotes/:symbol': { '2xx': 4 },
      'GET /quotes/:symbol/klines/:count': { '2xx': 1 },
    });
  });

  test.each([
    ['leaves out', false, {}],
    ['counts', true, { 'GET /debug/vars': { '2xx': 2 } }],
  ])(
    '%s requests for the document as debugPage says',
    async (_, debugPage, answers) => {
      const { app, url } = await startQuotes(platform, { debugPage });
      const document = await call(`${url}/debug/vars?name=http`);
      const { http } = JSON.parse(document.text) as {
        http: { inFlight: number; requests: number };
      };
      expect(http).toMatchObject({ inFlight: debugPage ? 1 : 0, requests: 0 });
      await call(`${url}/debug/vars`);
      expect(await countResponses(app)).toEqual(answers);
      await call(`${url}/debug/variables`);
      expect(await countResponses(app)).toEqual({
        ...answers,
        '(unmatched)': { '4xx': 1 },
      });
    },
  );

  test('leaves out requests for a document under a prefix', async () => {
    const { app, url } = await start(
      platform,
      moduleOf({
        imports: [
          bareExpvar({ http: true, path: '/vars', useGlobalPrefix: true }),
        ],
      }),
      (app) => app.setGlobalPrefix('api'),
    );
    expect((await call(`${url}/api/vars`)).status).toBe(200);
    expect(await countResponses(app)).toEqual({});
  });

  test('has latencies of a window', async () => {
    const { app, url } = await startQuotes(platform, { window: 60 });
    await call(`${url}/quotes/cu2601`);
    const { routes } = await httpVars(app);
    expect(routes['GET /quotes/:symbol']!.latency).toMatchObject({
      count: 1,
      window: { seconds: 60, count: 1 },
    });
  });

  test('counts requests with asynchronous options', async () => {
    const { app, url } = await start(
      platform,
      moduleOf({
        imports: [
          ExpvarModule.forRootAsync({
            useFactory: () => Promise.resolve({ http: true }),
          }),
        ],
        controllers: [QuotesController],
      }),
    );
    await call(`${url}/quotes/cu2601`);
    expect(await countResponses(app)).toEqual({
      'GET /quotes/:symbol': { '2xx': 1 },
    });
  });

  test('counts requests in a testing module', async () => {
    const testing = await Test.createTestingModule({
      imports: [bareExpvar({ http: true })],
      controllers: [QuotesController],
    }).compile();
    const app = testing.createNestApplication(adapterOf(platform));
    onTestFinished(() => app.close());
    await app.listen(0, '127.0.0.1');
    await call(`http://127.0.0.1:${portOf(app)}/quotes/cu2601`);
    expect(await countResponses(app)).toEqual({
      'GET /quotes/:symbol': { '2xx': 1 },
    });
  });

  test('is not published without the option http', async () => {
    const { app, url } = await startQuotes(platform, false);
    await call(`${url}/quotes/cu2601`);
    expect(app.get(ExpvarRegistry).has('http')).toBe(false);
  });

  test('describes each of its totals', async () => {
    const { app } = await startQuotes(platform);
    const registry = app.get(ExpvarRegistry);
    expect(registry.meta('http', 'bytesOut')).toEqual({
      kind: 'counter',
      unit: 'By',
      description: 'Bytes that were sent, headers of responses included',
      source: 'nestjs-expvar',
    });
  });

  test('states kind, unit and description of every number', async () => {
    const { app, url } = await startQuotes(platform, { window: 60 });
    await call(`${url}/quotes/cu2601`);
    await call(`${url}/nowhere`);
    const registry = app.get(ExpvarRegistry);
    const { http } = JSON.parse((await registry.render()).toString()) as {
      http: unknown;
    };
    const { numbers, incomplete } = withoutMetadata(registry, { http });
    // 5 totals, and 2 routes with 3 counters, 19 figures of latency, 1 class.
    expect(numbers).toBe(5 + 2 * (3 + 19 + 1));
    expect(incomplete).toEqual([]);
    expect(
      registry.meta('http', 'routes', 'GET /quotes/:symbol', 'latency'),
    ).toMatchObject({ kind: 'histogram', unit: 's' });
    expect(registry.meta('http', 'routes', 'GET /nowhere')).toBeUndefined();
    expect(registry.meta('http', 'nothing')).toBeUndefined();
  });

  test('refuses a name that is taken and says how to leave it out', async () => {
    const starting = start(
      platform,
      moduleOf({
        imports: [bareExpvar({ http: true })],
        providers: [
          {
            provide: 'taker',
            useFactory: (registry: ExpvarRegistry) =>
              registry.newInt('http', { source: 'Taker' }),
            inject: [ExpvarRegistry],
          },
        ],
      }),
    );
    await expect(starting).rejects.toThrow(
      'expvar: nestjs-expvar cannot publish "aborted" in map "http": that name holds a variable of Taker that is not a map; rename it, or give the class another map with @ExposeVarMap(\'name\'); or leave the module\'s own map "http" out, without the option http',
    );
  });
});

test('routes of mounted routers have no part of the URL in their templates', async () => {
  const { app, url } = await start(
    'express',
    moduleOf({ imports: [bareExpvar({ http: true })] }),
    (app) => {
      const router = express.Router();
      router.get('/jobs/:id', (_request, response) => void response.end());
      router.get(/^\/(?:a|b)$/, (_request, response) => void response.end());
      app.use('/tenants/:tenant', router);
    },
  );
  await call(`${url}/tenants/secret/jobs/1`);
  await call(`${url}/tenants/secret/a`);
  expect(Object.keys(await countResponses(app))).toEqual([
    'GET …/^\\/(?:a|b)$/',
    'GET …/jobs/:id',
  ]);
});

test('an application without HTTP has no map http', async () => {
  const app = await NestFactory.createApplicationContext(
    moduleOf({ imports: [bareExpvar({ http: true })] }),
    { logger: false },
  );
  onTestFinished(() => app.close());
  expect(app.get(ExpvarRegistry).has('http')).toBe(false);
});

test('requests to every server of an Express application count', async () => {
  const instance = express();
  const app = await NestFactory.create(
    moduleOf({
      imports: [bareExpvar({ http: true })],
      controllers: [QuotesController],
    }),
    new ExpressAdapter(instance),
    { logger: false },
  );
  onTestFinished(() => app.close());
  await app.init();
  const server = instance.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await call(`http://127.0.0.1:${port}/quotes/cu2601`);
  expect(await countResponses(app)).toEqual({
    'GET /quotes/:symbol': { '2xx': 1 },
  });
});
