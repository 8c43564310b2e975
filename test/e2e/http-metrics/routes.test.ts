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
import { messages } from '../../../src/expvar.messages.js';
import { call } from '../../support/http-client.js';
import { bareExpvar } from '../../support/page.js';
import {
  adapterOf,
  moduleOf,
  type Platform,
  platforms,
  portOf,
  start,
} from '../../support/platforms.js';
import { answersOf, httpVars } from '../../support/request-counts.js';

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
  place() {}

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

describe.each(platforms)('on %s requests count', (platform) => {
  test('by route, method and class of status, however they end', async () => {
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
    expect(await answersOf(app)).toEqual({
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

  test('with bodies that cannot be read', async () => {
    const { app, url } = await startQuotes(platform);
    const { status } = await call(`${url}/quotes`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"symbol":',
    });
    expect(status).toBe(400);
    const answers = await answersOf(app);
    // Express reads bodies before it looks for a route.
    expect(answers).toEqual(
      platform === 'express'
        ? { '(unmatched)': { '4xx': 1 } }
        : { 'POST /quotes': { '4xx': 1 } },
    );
  });

  test('under a prefix, and by version', async () => {
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
    expect(await answersOf(app)).toEqual({
      'GET /api/v1/quotes/:symbol': { '2xx': 1 },
      'GET /api/v2/quotes/:symbol': { '2xx': 1 },
      'GET /api/quotes/:symbol': { '2xx': 1 },
    });
  });

  test('that a route hands on are those that no route took', async () => {
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
          .forRoutes({ path: '*splat', method: RequestMethod.GET });
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
    expect(await answersOf(app)).toEqual({
      '(unmatched)': { '4xx': 2 },
      'GET /quotes/:symbol': { '2xx': 1 },
    });
  });

  test('that middleware answers', async () => {
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
    // Fastify tells the route to hooks alone, which middleware precedes.
    const key = platform === 'express' ? 'GET /quotes/:symbol' : '(unmatched)';
    expect(await answersOf(app)).toEqual({ [key]: { '4xx': 1 } });
  });

  test('of so many routes, and of all others together', async () => {
    const { app, url } = await startQuotes(platform, { maxRoutes: 2 });
    for (const path of ['a', 'a/klines/1', 'b', 'c', 'd']) {
      await call(`${url}/quotes/${path}`);
    }
    await call(`${url}/nowhere`);
    await call(`${url}/quotes/any`, { method: 'PUT' });
    expect(await answersOf(app)).toEqual({
      '(unmatched)': { '4xx': 1 },
      '(other)': { '2xx': 1 },
      'GET /quotes/:symbol': { '2xx': 4 },
      'GET /quotes/:symbol/klines/:count': { '2xx': 1 },
    });
  });

  test.each([
    ['not for the page', false, {}],
    ['also for the page', true, { 'GET /debug/vars': { '2xx': 2 } }],
  ])('%s', async (_, debugPage, answers) => {
    const { app, url } = await startQuotes(platform, { debugPage });
    const page = await call(`${url}/debug/vars?name=http`);
    const { http } = JSON.parse(page.text) as {
      http: { inFlight: number; requests: number };
    };
    expect(http).toMatchObject({ inFlight: debugPage ? 1 : 0, requests: 0 });
    await call(`${url}/debug/vars`);
    expect(await answersOf(app)).toEqual(answers);
    await call(`${url}/debug/variables`);
    expect(await answersOf(app)).toEqual({
      ...answers,
      '(unmatched)': { '4xx': 1 },
    });
  });

  test('not for the page where it is under a prefix', async () => {
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
    expect(await answersOf(app)).toEqual({});
  });

  test('with latencies of a window', async () => {
    const { app, url } = await startQuotes(platform, { window: 60 });
    await call(`${url}/quotes/cu2601`);
    const { routes } = await httpVars(app);
    expect(routes['GET /quotes/:symbol']!.latency).toMatchObject({
      count: 1,
      window: { seconds: 60, count: 1 },
    });
  });

  test('when options come later', async () => {
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
    expect(await answersOf(app)).toEqual({
      'GET /quotes/:symbol': { '2xx': 1 },
    });
  });

  test('in a testing module', async () => {
    const testing = await Test.createTestingModule({
      imports: [bareExpvar({ http: true })],
      controllers: [QuotesController],
    }).compile();
    const app = testing.createNestApplication(adapterOf(platform));
    onTestFinished(() => app.close());
    await app.listen(0, '127.0.0.1');
    await call(`http://127.0.0.1:${portOf(app)}/quotes/cu2601`);
    expect(await answersOf(app)).toEqual({
      'GET /quotes/:symbol': { '2xx': 1 },
    });
  });

  test('only where the application says so', async () => {
    const { app, url } = await startQuotes(platform, false);
    await call(`${url}/quotes/cu2601`);
    expect(app.get(ExpvarRegistry).has('http')).toBe(false);
  });

  test('with a description of each figure', async () => {
    const { app } = await startQuotes(platform);
    const registry = app.get(ExpvarRegistry);
    expect(registry.meta('http', 'bytesOut')).toEqual({
      kind: 'counter',
      unit: 'By',
      description: 'Bytes that were sent, heads of answers included',
      source: 'nestjs-expvar',
    });
  });

  test('unless the name is taken', async () => {
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
      messages.httpTaken(
        messages.notAMap('http', 'aborted', 'nestjs-expvar', 'Taker'),
      ),
    );
  });
});

test('routers that are mounted have no part of the URL in their templates', async () => {
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
  expect(Object.keys(await answersOf(app))).toEqual([
    'GET …/^\\/(?:a|b)$/',
    'GET …/jobs/:id',
  ]);
});

test('an application without HTTP has no requests', async () => {
  const app = await NestFactory.createApplicationContext(
    moduleOf({ imports: [bareExpvar({ http: true })] }),
    { logger: false },
  );
  onTestFinished(() => app.close());
  expect(app.get(ExpvarRegistry).has('http')).toBe(false);
});

test('all servers of an Express application count', async () => {
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
  expect(await answersOf(app)).toEqual({ 'GET /quotes/:symbol': { '2xx': 1 } });
});
