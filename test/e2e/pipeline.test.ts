import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import fastifyCompress from '@fastify/compress';
import {
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  Catch,
  ClassSerializerInterceptor,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  HttpException,
  Inject,
  Injectable,
  Module,
  type NestInterceptor,
  type PipeTransform,
  type Provider,
  SetMetadata,
} from '@nestjs/common';
import {
  APP_FILTER,
  APP_GUARD,
  APP_INTERCEPTOR,
  APP_PIPE,
  HttpAdapterHost,
  Reflector,
} from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  SkipThrottle,
  ThrottlerGuard,
  ThrottlerModule,
} from '@nestjs/throttler';
import compression from 'compression';
import { ExpvarRegistry } from 'nestjs-expvar';
import { EMPTY, map, type Observable, throwError, timeout } from 'rxjs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { EventStream } from '../support/event-stream.js';
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
    return { name: 'Ann' };
  }
}

/** Counts the calls of the enhancers of an application. */
class Runs {
  count = 0;
}

class WrappingInterceptor implements NestInterceptor {
  constructor(private readonly runs: Runs) {}

  intercept(
    _context: ExecutionContext,
    next: CallHandler,
  ): Observable<{ data: unknown }> {
    this.runs.count++;
    return next.handle().pipe(map((data: unknown) => ({ data })));
  }
}

class CountingPipe implements PipeTransform {
  constructor(private readonly runs: Runs) {}

  transform(value: unknown): unknown {
    this.runs.count++;
    return value;
  }
}

@Catch()
class TeapotFilter implements ExceptionFilter {
  constructor(
    private readonly runs: Runs,
    private readonly host: HttpAdapterHost,
  ) {}

  catch(_error: unknown, host: ArgumentsHost): void {
    this.runs.count++;
    this.host.httpAdapter.reply(
      host.switchToHttp().getResponse(),
      'a teapot',
      418,
    );
  }
}

/** Admits only requests for handlers that are marked as public. */
class PublicOnlyGuard implements CanActivate {
  constructor(
    private readonly runs: Runs,
    private readonly reflector = new Reflector(),
  ) {}

  canActivate(context: ExecutionContext): boolean {
    this.runs.count++;
    return (
      this.reflector.getAllAndOverride<boolean>('public', [
        context.getHandler(),
        context.getClass(),
      ]) ?? false
    );
  }
}

const Public = (): ClassDecorator => SetMetadata('public', true);

async function fourStatuses(url: string): Promise<number[]> {
  const statuses = [];
  for (let i = 0; i < 4; i++) {
    statuses.push((await call(url)).status);
  }
  return statuses;
}

describe.each(platforms)('in the pipeline of %s', (platform) => {
  interface Parts {
    readonly options?: Parameters<typeof bareExpvar>[0];
    readonly providers?: Provider[];
    readonly imports?: Parameters<typeof moduleOf>[0]['imports'];
    readonly setUp?: Parameters<typeof start>[2];
  }

  async function started({ options, providers, imports, setUp }: Parts) {
    const { app, url } = await start(
      platform,
      moduleOf({
        imports: [bareExpvar(options), ...(imports ?? [])],
        controllers: [UsersController],
        providers: providers ?? [],
      }),
      setUp,
    );
    publishSamples(app.get(ExpvarRegistry));
    return { app, url, page: `${url}/debug/vars` };
  }

  const throttled = (decorators: readonly ClassDecorator[]) =>
    started({
      options: { decorators },
      imports: [ThrottlerModule.forRoot([{ ttl: 600_000, limit: 2 }])],
      providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
    });

  const compressed = () =>
    started({
      setUp: async (app) => {
        if (platform === 'express') {
          app.use(compression({ threshold: 0 }));
        } else {
          await (app as NestFastifyApplication).register(fastifyCompress, {
            threshold: 0,
          });
        }
      },
    });

  describe('an interceptor that wraps responses', () => {
    test('does not run for the document from useGlobalInterceptors', async () => {
      const runs = new Runs();
      const { url, page } = await started({
        setUp: (app) =>
          app.useGlobalInterceptors(new WrappingInterceptor(runs)),
      });
      expect((await call(`${url}/users`)).text).toBe('{"data":{"name":"Ann"}}');
      expect((await call(page)).text).toBe(SAMPLE_DOCUMENT);
      expect((await call(page, { method: 'POST' })).status).toBe(405);
      expect((await call(`${page}?name=nope`)).status).toBe(404);
      expect(runs.count).toBe(1);
    });

    test('does not run for the document from APP_INTERCEPTOR', async () => {
      const runs = new Runs();
      const { url, page } = await started({
        providers: [
          {
            provide: APP_INTERCEPTOR,
            useFactory: () => new WrappingInterceptor(runs),
          },
        ],
      });
      expect((await call(`${url}/users`)).text).toBe('{"data":{"name":"Ann"}}');
      expect((await call(page)).text).toBe(SAMPLE_DOCUMENT);
      expect(runs.count).toBe(1);
    });
  });

  describe('careless interceptors and filters', () => {
    /** Calls of the filter, and errors that would end the process. */
    interface Damage {
      readonly caught: unknown[];
      readonly uncaught: unknown[];
    }

    /** @param intercept what a global interceptor does with the handler's result */
    async function startedWith(
      intercept: (result: Observable<unknown>) => Observable<unknown>,
    ) {
      const damage: Damage = { caught: [], uncaught: [] };
      const onUncaught = (error: unknown) => damage.uncaught.push(error);
      process.on('unhandledRejection', onUncaught);
      process.on('uncaughtException', onUncaught);
      onTestFinished(() => {
        process.off('unhandledRejection', onUncaught);
        process.off('uncaughtException', onUncaught);
      });

      @Catch()
      class CarelessFilter implements ExceptionFilter {
        catch(error: unknown, host: ArgumentsHost): void {
          damage.caught.push(error);
          const { response, raw } = rawOf(host);
          raw.setHeader('X-Filter', 'careless');
          raw.statusCode = (error as HttpException).getStatus?.() ?? 500;
          response.send({ error: String(error) });
        }
      }
      class Interceptor implements NestInterceptor {
        intercept(_context: ExecutionContext, next: CallHandler) {
          return intercept(next.handle());
        }
      }
      const { app, url, page } = await started({
        options: { dashboard: true },
        providers: [
          { provide: APP_FILTER, useClass: CarelessFilter },
          { provide: APP_INTERCEPTOR, useClass: Interceptor },
        ],
      });
      return { app, url, page, damage };
    }

    function rawOf(host: ArgumentsHost) {
      const response = host.switchToHttp().getResponse<
        ServerResponse & {
          readonly raw?: ServerResponse;
          send(body: object): unknown;
        }
      >();
      return { response, raw: response.raw ?? response };
    }

    test.each<[string, (result: Observable<unknown>) => Observable<unknown>]>([
      [
        'reads a member of the result',
        map((data) => ({ data: (data as { items: unknown }).items })),
      ],
      [
        'throws before the handler',
        () => throwError(() => new Error('rejected')),
      ],
      ['emits nothing', () => EMPTY],
      ['fails after a while', timeout(5)],
    ])(
      'cannot damage a response when an interceptor %s',
      async (_name, intercept) => {
        const { app, page, damage } = await startedWith(intercept);
        app.get(ExpvarRegistry).func('slow', () => setTimeout(30, 'here'));
        for (let i = 0; i < 3; i++) {
          const { status, headers, text } = await call(page);
          expect([status, text]).toEqual([
            200,
            '{\n"jobs": 41,\n"load": 1e+06,\n"slow": "here"\n}\n',
          ]);
          expect(headers).not.toHaveProperty('x-filter');
        }
        expect((await call(`${page}?name=nope`)).status).toBe(404);
        expect((await call(page, { method: 'POST' })).status).toBe(405);
        expect((await call(`${page}/ui`)).status).toBe(200);
        const stream = await EventStream.open(`${page}/ui/stream`);
        expect((await stream.next())?.event).toBe('snapshot');
        await setTimeout(20);
        expect(damage).toEqual({ caught: [], uncaught: [] });
      },
    );

    test('cannot break the connection of a response', async () => {
      const { url, page } = await startedWith(
        map((data) => ({ data: (data as { items: unknown }).items })),
      );
      const request = 'GET /debug/vars HTTP/1.1\r\nHost: localhost\r\n\r\n';
      const answer = await exchange(url, [
        `${request}${request}GET /debug/vars HTTP/1.1`,
        'Host: localhost',
      ]);
      expect(answer.split(SAMPLE_DOCUMENT)).toHaveLength(4);
      expect(page).toBe(`${url}/debug/vars`);
    });

    test('handle the error of a guard as for any other route', async () => {
      const damage: unknown[] = [];
      @Catch()
      class Filter implements ExceptionFilter {
        catch(error: HttpException, host: ArgumentsHost): void {
          damage.push(error.getStatus());
          rawOf(host).response.send({ filtered: error.getStatus() });
        }
      }
      const { page } = await started({
        options: { guards: [new PublicOnlyGuard(new Runs())] },
        providers: [{ provide: APP_FILTER, useClass: Filter }],
      });
      expect((await call(page)).text).toBe('{"filtered":403}');
      expect((await call(`${page}/`)).text).toMatch(/^\{"filtered":40[34]\}$/);
      expect(damage[0]).toBe(403);
    });
  });

  test('the class serializer does not change the document', async () => {
    const serialized: unknown[] = [];
    const { url, page } = await started({
      setUp: (app) =>
        app.useGlobalInterceptors(
          new ClassSerializerInterceptor(app.get(Reflector), {
            // This replaces class-transformer.
            transformerPackage: {
              classToPlain: (value: unknown) => {
                serialized.push(value);
                return { serialized: value };
              },
              plainToInstance: () => {
                throw new Error('nothing is read');
              },
            },
          }),
        ),
    });
    expect((await call(`${url}/users`)).text).toBe(
      '{"serialized":{"name":"Ann"}}',
    );
    expect((await call(page)).text).toBe(SAMPLE_DOCUMENT);
    expect(serialized).toEqual([{ name: 'Ann' }]);
  });

  test('global pipes do not run for the document', async () => {
    const runs = new Runs();
    const { page } = await started({
      providers: [
        { provide: APP_PIPE, useFactory: () => new CountingPipe(runs) },
      ],
    });
    expect((await call(page)).text).toBe(SAMPLE_DOCUMENT);
    expect((await call(`${page}?name=jobs`)).text).toBe('{\n"jobs": 41\n}\n');
    expect(runs.count).toBe(0);
  });

  test('an exception filter does not run for error responses of the module', async () => {
    const runs = new Runs();
    const { url, page } = await started({
      providers: [
        {
          provide: APP_FILTER,
          useFactory: (host: HttpAdapterHost) => new TeapotFilter(runs, host),
          inject: [HttpAdapterHost],
        },
      ],
    });
    expect((await call(page)).text).toBe(SAMPLE_DOCUMENT);
    const answers = await Promise.all([
      call(page, { method: 'POST' }),
      call(page, { headers: { Host: 'evil.example' } }),
      call(`${page}?name=job`),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([405, 403, 404]);
    expect(runs.count).toBe(0);
    expect((await call(`${url}/nowhere`)).text).toBe('a teapot');
    expect(runs.count).toBe(1);
  });

  describe('a guard that denies', () => {
    test.each(['useGlobalGuards', 'APP_GUARD', 'guards'])(
      'from %s denies access to the document',
      async (from) => {
        const runs = new Runs();
        const guard = new PublicOnlyGuard(runs);
        const { app, page } = await started({
          options: from === 'guards' ? { guards: [guard] } : {},
          providers:
            from === 'APP_GUARD'
              ? [{ provide: APP_GUARD, useFactory: () => guard }]
              : [],
          setUp: (app) =>
            from === 'useGlobalGuards' && app.useGlobalGuards(guard),
        });
        let evaluations = 0;
        app.get(ExpvarRegistry).func('evaluations', () => ++evaluations);
        const { status, text } = await call(page);
        expect(status).toBe(403);
        expect(JSON.parse(text)).toEqual({
          statusCode: 403,
          message: 'Forbidden resource',
          error: 'Forbidden',
        });
        expect((await call(page, { method: 'POST' })).status).toBe(403);
        expect(runs.count).toBe(2);
        expect(evaluations).toBe(0);
      },
    );

    test('applies only to the document when it is in guards', async () => {
      const { url } = await started({
        options: { guards: [new PublicOnlyGuard(new Runs())] },
      });
      expect((await call(`${url}/users`)).status).toBe(200);
    });

    test('may choose the status of the response', async () => {
      class LoginGuard implements CanActivate {
        canActivate(): never {
          throw new HttpException('log in', 401);
        }
      }
      const { page } = await started({ options: { guards: [LoginGuard] } });
      expect((await call(page)).status).toBe(401);
    });

    test('does not replace the access rule', async () => {
      const runs = new Runs();
      const { page } = await started({
        options: { decorators: [Public()] },
        setUp: (app) => app.useGlobalGuards(new PublicOnlyGuard(runs)),
      });
      expect((await call(page)).text).toBe(SAMPLE_DOCUMENT);
      const { status } = await call(page, { headers: { Host: 'a.example' } });
      expect(status).toBe(403);
      expect(runs.count).toBe(2);
    });

    test('sees the decorators of its own application only', async () => {
      const guard = new PublicOnlyGuard(new Runs());
      const first = await started({
        options: { decorators: [Public()] },
        setUp: (app) => app.useGlobalGuards(guard),
      });
      const second = await started({
        setUp: (app) => app.useGlobalGuards(guard),
      });
      expect((await call(first.page)).status).toBe(200);
      expect((await call(second.page)).status).toBe(403);
      expect((await call(`${first.url}/users`)).status).toBe(403);
    });
  });

  test('a guard can inject providers of imports', async () => {
    const TOKEN = Symbol('token');
    @Module({
      providers: [{ provide: TOKEN, useValue: 'open sesame' }],
      exports: [TOKEN],
    })
    class SecretsModule {}

    @Injectable()
    class TokenGuard implements CanActivate {
      constructor(@Inject(TOKEN) private readonly token: string) {}

      canActivate(context: ExecutionContext): boolean {
        const request = context
          .switchToHttp()
          .getRequest<{ headers: Record<string, string> }>();
        return request.headers['authorization'] === this.token;
      }
    }

    const { page } = await started({
      options: { guards: [TokenGuard], imports: [SecretsModule] },
    });
    expect((await call(page)).status).toBe(403);
    const headers = { Authorization: 'open sesame' };
    expect((await call(page, { headers })).text).toBe(SAMPLE_DOCUMENT);
  });

  describe('a throttler', () => {
    test('limits requests for the document', async () => {
      const { page } = await throttled([]);
      expect(await fourStatuses(page)).toEqual([200, 200, 429, 429]);
    });

    test('skips the document with SkipThrottle() in decorators', async () => {
      const { page, url } = await throttled([SkipThrottle()]);
      expect(await fourStatuses(page)).toEqual([200, 200, 200, 200]);
      expect(await fourStatuses(`${url}/users`)).toEqual([200, 200, 429, 429]);
    });
  });

  describe('compression', () => {
    test('with gzip keeps the bytes of the document', async () => {
      const { page } = await compressed();
      const { status, headers, body } = await call(page, {
        headers: { 'Accept-Encoding': 'gzip' },
      });
      expect(status).toBe(200);
      expect(headers['content-encoding']).toBe('gzip');
      expect(headers['content-type']).toBe('application/json; charset=utf-8');
      expect(headers['cache-control']).toBe('no-store');
      expect([undefined, String(body.length)]).toContain(
        headers['content-length'],
      );
      expect(gunzipSync(body).toString()).toBe(SAMPLE_DOCUMENT);
    });

    test('with identity keeps the bytes of the document', async () => {
      const { page } = await compressed();
      const { headers, text } = await call(page, {
        headers: { 'Accept-Encoding': 'identity' },
      });
      expect(headers['content-encoding']).toBeUndefined();
      expect(headers['content-length']).toBe(String(SAMPLE_DOCUMENT.length));
      expect(text).toBe(SAMPLE_DOCUMENT);
    });

    test('does not break HEAD and 405 responses', async () => {
      const { page } = await compressed();
      const headers = { 'Accept-Encoding': 'gzip' };
      const head = await call(page, { method: 'HEAD', headers });
      expect([head.status, head.body.length]).toEqual([200, 0]);
      const post = await call(page, { method: 'POST', headers });
      expect(post.status).toBe(405);
      const text = post.headers['content-encoding']
        ? gunzipSync(post.body).toString()
        : post.text;
      expect(text).toBe('Method Not Allowed\n');
    });
  });

  test('middleware of the application runs for the document', async () => {
    const runs = new Runs();
    const { page } = await started({
      setUp: (app) =>
        app.use((_request: unknown, _response: unknown, next: () => void) => {
          runs.count++;
          next();
        }),
    });
    expect((await call(page)).text).toBe(SAMPLE_DOCUMENT);
    expect(runs.count).toBe(1);
  });

  test('shutdown hooks do not change the document', async () => {
    const { page } = await started({
      setUp: (app) => app.enableShutdownHooks(),
    });
    expect((await call(page)).text).toBe(SAMPLE_DOCUMENT);
  });
});
