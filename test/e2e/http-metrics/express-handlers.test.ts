import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Controller,
  Get,
  type MiddlewareConsumer,
  Module,
  Param,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ExpressAdapter,
  type NestExpressApplication,
} from '@nestjs/platform-express';
import express, { type Express } from 'express';
import { expect, onTestFinished, test } from 'vitest';
import { call } from '../../support/http-client.js';
import { everyPath } from '../../support/nest-version.js';
import { bareExpvar } from '../../support/bare-document.js';
import { portOf } from '../../support/platforms.js';
import { countResponses } from '../../support/request-counts.js';

@Controller('quotes')
class QuotesController {
  @Get(':symbol')
  quote(@Param('symbol') symbol: string) {
    return symbol;
  }
}

@Module({
  imports: [bareExpvar({ http: true })],
  controllers: [QuotesController],
})
class AppModule {
  configure(consumer: MiddlewareConsumer) {
    // Nest makes a route of it, which calls next().
    consumer
      .apply((_request: unknown, _response: unknown, next: () => void) =>
        next(),
      )
      .forRoutes(everyPath);
  }
}

/** Starts an application on an Express instance that may have handlers already. */
async function start(
  setUp: (app: NestExpressApplication) => unknown,
  beforeNest: (instance: Express) => unknown = () => {},
) {
  const instance = express();
  await beforeNest(instance);
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule,
    new ExpressAdapter(instance),
    { logger: false },
  );
  onTestFinished(() => app.close());
  await setUp(app);
  await app.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${portOf(app)}`;
  const get = async (path: string) => (await call(`${url}${path}`)).status;
  return { app, get };
}

const ok: express.RequestHandler = (_request, response) => {
  response.end('ok');
};

async function folderWith(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'static-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, name), 'text');
  return folder;
}

test('a mounted handler counts under its mount path', async () => {
  const { app, get } = await start((nest) => nest.use('/graphql', ok));

  expect(await get('/graphql')).toBe(200);
  expect(await get('/graphql?query=1')).toBe(200);
  expect(await get('/GraphQL/deeper')).toBe(200);
  expect(await get('/quotes/cu2601')).toBe(200);
  expect(await get('/nowhere')).toBe(404);

  expect(await countResponses(app)).toEqual({
    'GET /graphql': { '2xx': 3 },
    'GET /quotes/:symbol': { '2xx': 1 },
    '(unmatched)': { '4xx': 1 },
  });
});

test('a handler that is mounted after the routes counts under its mount path', async () => {
  const { app, get } = await start(async (nest) => {
    await nest.init();
    // Modules mount handlers in onModuleInit(), before Nest's last two.
    const instance = nest.getHttpAdapter().getInstance();
    // Express 4, which Nest 10 has, calls its router `_router`.
    const { stack } = Reflect.get(instance, '_router') ?? instance.router;
    const handlers = stack.splice(-2);
    instance.use('/late', ok);
    stack.push(...handlers);
  });

  expect(await get('/late')).toBe(200);

  expect(await countResponses(app)).toEqual({ 'GET /late': { '2xx': 1 } });
});

test('a mount path with a parameter or a pattern is counted as it is written', async () => {
  const { app, get } = await start((nest) => {
    nest.use('/tenants/:tenant', ok);
    nest.use(/^\/files-\d+/, ok);
    nest.use(['/one', '/two'], ok);
  });

  for (const path of [
    '/tenants/a',
    '/tenants/b/c',
    '/files-1',
    '/files-2/x',
    '/one',
    '/two',
  ]) {
    expect(await get(path)).toBe(200);
  }

  expect(await countResponses(app)).toEqual({
    'GET /tenants/:tenant': { '2xx': 2 },
    'GET /^\\/files-\\d+/': { '2xx': 2 },
    'GET /one': { '2xx': 1 },
    'GET /two': { '2xx': 1 },
  });
});

test('static files count under their prefix, and missing ones as unmatched', async () => {
  const folder = await folderWith('logo.txt');
  const { app, get } = await start((nest) => {
    nest.useStaticAssets(folder, { prefix: '/assets' });
  });

  expect(await get('/assets/logo.txt')).toBe(200);
  expect(await get('/assets/missing.txt')).toBe(404);

  expect(await countResponses(app)).toEqual({
    'GET /assets': { '2xx': 1 },
    '(unmatched)': { '4xx': 1 },
  });
});

test('a handler without a mount path counts under /', async () => {
  const folder = await folderWith('robots.txt');
  const { app, get } = await start((nest) => {
    nest.useStaticAssets(folder);
    nest.use(
      (
        request: { url: string },
        response: express.Response,
        next: () => void,
      ) => {
        if (request.url === '/refused') {
          response.status(429).end();
        } else {
          next();
        }
      },
    );
  });

  expect(await get('/robots.txt')).toBe(200);
  expect(await get('/refused')).toBe(429);

  expect(await countResponses(app)).toEqual({
    'GET /': { '2xx': 1, '4xx': 1 },
  });
});

test('a request that a mounted handler passes on counts where it is answered', async () => {
  const { app, get } = await start((nest) => {
    nest.use(
      '/quotes',
      (_request: unknown, _response: unknown, next: () => void) => next(),
    );
  });

  expect(await get('/quotes/cu2601')).toBe(200);
  expect(await get('/quotes')).toBe(404);

  expect(await countResponses(app)).toEqual({
    'GET /quotes/:symbol': { '2xx': 1 },
    '(unmatched)': { '4xx': 1 },
  });
});

test('routes that the Express instance had before Nest are counted', async () => {
  const { app, get } = await start(
    () => {},
    (instance) => {
      instance.get('/legacy/:id', ok);
      instance.use('/health', ok);
    },
  );

  expect(await get('/legacy/1')).toBe(200);
  expect(await get('/health')).toBe(200);
  expect(await get('/quotes/cu2601')).toBe(200);

  expect(await countResponses(app)).toEqual({
    'GET /legacy/:id': { '2xx': 1 },
    'GET /health': { '2xx': 1 },
    'GET /quotes/:symbol': { '2xx': 1 },
  });
});

test('an application that is mounted in another one has its own templates', async () => {
  const { app } = await start(() => {});
  const outer = express();
  outer.use(
    '/service',
    app.getHttpAdapter().getInstance() as express.RequestHandler,
  );
  const server = outer.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };

  const { status } = await call(
    `http://127.0.0.1:${port}/service/quotes/cu2601`,
  );

  expect(status).toBe(200);
  expect(await countResponses(app)).toEqual({
    'GET /quotes/:symbol': { '2xx': 1 },
  });
});

test('an unmatched method of a route outside of the global prefix is answered by Nest', async () => {
  const { app, get } = await start((nest) => {
    nest.setGlobalPrefix('api', { exclude: ['quotes/:symbol'] });
  });
  const url = `http://127.0.0.1:${portOf(app)}/quotes/cu2601`;

  expect(await get('/quotes/cu2601')).toBe(200);
  const { status, text } = await call(url, { method: 'POST' });

  expect(status).toBe(404);
  expect(JSON.parse(text)).toMatchObject({ statusCode: 404 });
  expect(await countResponses(app)).toEqual({
    'GET /quotes/:symbol': { '2xx': 1 },
    '(unmatched)': { '4xx': 1 },
  });
});

test('a request outside of the global prefix that nothing answers is unmatched', async () => {
  const { app, get } = await start((nest) => {
    nest.setGlobalPrefix('api');
  });

  expect(await get('/nowhere')).toBe(404);
  expect(await get('/api/nowhere')).toBe(404);
  expect(await get('/api/quotes/cu2601')).toBe(200);

  expect(await countResponses(app)).toEqual({
    'GET /api/quotes/:symbol': { '2xx': 1 },
    '(unmatched)': { '4xx': 2 },
  });
});

test('an error of a handler that is mounted counts as unmatched', async () => {
  const { app, get } = await start((nest) => {
    nest.use(
      '/broken',
      (_request: unknown, _response: unknown, next: (error: Error) => void) =>
        next(new Error('boom')),
    );
  });

  expect(await get('/broken')).toBe(500);

  expect(await countResponses(app)).toEqual({ '(unmatched)': { '5xx': 1 } });
});
