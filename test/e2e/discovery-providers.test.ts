import {
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  Injectable,
  Module,
  type NestInterceptor,
  type PipeTransform,
  type Provider,
  Query,
  Scope,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import { APP_GUARD, ModulesContainer, NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { ExposeVar, ExposeVarMap, ExpvarRegistry, IntVar } from 'nestjs-expvar';
import type { Observable } from 'rxjs';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  contextError,
  documentWith,
  startContext,
} from '../support/contexts.js';
import { call } from '../support/http-client.js';
import { namedModule } from '../support/named-module.js';
import { isNestBefore } from '../support/nest-version.js';
import { bareExpvar } from '../support/bare-document.js';
import { moduleOf, platforms, start } from '../support/platforms.js';
import { RecordingLogger } from '../support/recording-logger.js';

@Injectable()
class QuotesService {
  @ExposeVar('size')
  get size() {
    return this.klines.length;
  }

  @ExposeVar()
  readonly ticks = new IntVar();

  private readonly klines = [1, 2, 3];
}

const PUBLISHED = '{\n"quotes": {"ticks": 0},\n"size": 3\n}\n';
const NOTHING = '{\n\n}\n';

describe('discovery', () => {
  test.each<[string, Provider]>([
    ['a class', QuotesService],
    ['useClass', { provide: 'quotes', useClass: QuotesService }],
    ['useValue', { provide: 'quotes', useValue: new QuotesService() }],
    ['a factory', { provide: 'q', useFactory: () => new QuotesService() }],
    [
      'an async factory',
      { provide: 'q', useFactory: async () => new QuotesService() },
    ],
    [
      'a factory whose token is a symbol',
      { provide: Symbol('q'), useFactory: () => new QuotesService() },
    ],
    [
      'a class in the place of another',
      {
        provide: class Other {},
        useClass: QuotesService,
      },
    ],
  ])('publishes the members of %s', async (_kind, provider) => {
    expect(await documentWith({ providers: [provider] })).toBe(PUBLISHED);
  });

  test('publishes the members of a controller', async () => {
    @Controller()
    class QuotesController {
      @ExposeVar()
      get open() {
        return true;
      }
    }
    expect(await documentWith({ controllers: [QuotesController] })).toBe(
      '{\n"quotesController": {"open": true}\n}\n',
    );
  });

  test('publishes the members of a module class', async () => {
    @Module({})
    class CacheModule {
      @ExposeVar()
      readonly entries = 4;
    }
    expect(await documentWith({ imports: [CacheModule] })).toBe(
      '{\n"cacheModule": {"entries": 4}\n}\n',
    );
  });

  test('publishes the members of a value whose class is request-scoped', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest {
      @ExposeVar('value')
      readonly value = 1;
    }
    expect(
      await documentWith({
        providers: [{ provide: PerRequest, useValue: new PerRequest() }],
      }),
    ).toBe('{\n"value": 1\n}\n');
  });

  test('publishes the members of a provider that depends on a transient provider', async () => {
    @Injectable({ scope: Scope.TRANSIENT })
    class Connection {}
    @Injectable()
    class Pool {
      @ExposeVar('connections')
      readonly connections = 1;

      constructor(readonly connection: Connection) {}
    }
    expect(await documentWith({ providers: [Connection, Pool] })).toBe(
      '{\n"connections": 1\n}\n',
    );
  });

  test('publishes the members of an object that has an instance as its prototype', async () => {
    @ExposeVarMap('quotes')
    class Quotes {
      @ExposeVar()
      readonly size = 3;
    }
    const child = Object.create(new Quotes()) as Quotes;
    expect(
      await documentWith({ providers: [{ provide: Quotes, useValue: child }] }),
    ).toBe('{\n"quotes": {"size": 3}\n}\n');
  });

  test('publishes the members of the class that a test substitutes', async () => {
    class FakeQuotes {
      @ExposeVar('fake')
      readonly fake = true;
    }
    const module = await Test.createTestingModule({
      imports: [bareExpvar()],
      providers: [QuotesService],
    })
      .overrideProvider(QuotesService)
      .useClass(FakeQuotes)
      .compile();
    await module.init();
    onTestFinished(() => module.close());
    expect((await module.get(ExpvarRegistry).render()).toString()).toBe(
      '{\n"fake": true\n}\n',
    );
  });

  // Nest has the option `instrument` since 11.1.
  test.skipIf(isNestBefore('11.1.0'))(
    'publishes the members of a proxy that the application makes of each instance',
    async () => {
      expect(
        await startContext(
          { providers: [QuotesService] },
          {
            instrument: {
              instanceDecorator: (instance: unknown) =>
                instance instanceof QuotesService
                  ? new Proxy(instance, {
                      get: (target, key): unknown =>
                        key === 'size' ? 33 : Reflect.get(target, key, target),
                    })
                  : instance,
            },
          },
        ).then(({ document }) => document()),
      ).toBe('{\n"quotes": {"ticks": 0},\n"size": 33\n}\n');
    },
  );
});

describe('an instance', () => {
  test('is published once under an alias', async () => {
    expect(
      await documentWith({
        providers: [
          { provide: 'before', useExisting: QuotesService },
          QuotesService,
          { provide: 'after', useExisting: QuotesService },
        ],
      }),
    ).toBe(PUBLISHED);
  });

  test('is published once under two tokens', async () => {
    const quotes = new QuotesService();
    expect(
      await documentWith({
        providers: [
          { provide: 'a', useValue: quotes },
          { provide: 'b', useValue: quotes },
          { provide: 'c', useFactory: () => quotes },
        ],
      }),
    ).toBe(PUBLISHED);
  });

  test('is published once when a factory returns a class provider', async () => {
    expect(
      await documentWith({
        providers: [
          {
            provide: 'same',
            useFactory: (quotes: QuotesService) => quotes,
            inject: [QuotesService],
          },
          QuotesService,
        ],
      }),
    ).toBe(PUBLISHED);
  });

  test('is published once when two modules import its module', async () => {
    const shared = moduleOf({ providers: [QuotesService] });
    expect(
      await documentWith({
        imports: [
          moduleOf({ imports: [shared] }),
          moduleOf({ imports: [shared] }),
        ],
      }),
    ).toBe(PUBLISHED);
  });
});

describe('two instances of a class', () => {
  test('are refused, and the error names both modules', async () => {
    const message = await contextError({
      imports: [
        namedModule('SpotModule', { providers: [QuotesService] }),
        namedModule('FuturesModule', { providers: [QuotesService] }),
      ],
    });
    expect(message).toContain('reuse of exported var name: "size"');
    expect(message).toContain('QuotesService.size (providers of SpotModule)');
    expect(message).toContain(
      'QuotesService.size (providers of FuturesModule)',
    );
  });

  test('are refused when the class is a provider and a controller', async () => {
    @Controller()
    class Both {
      @ExposeVar()
      readonly x = 1;
    }
    const message = await contextError({
      imports: [
        namedModule('OneModule', { providers: [Both], controllers: [Both] }),
      ],
    });
    expect(message).toContain('reuse of key "x" in map "both"');
    expect(message).toContain('Both.x (providers of OneModule)');
    expect(message).toContain('Both.x (controllers of OneModule)');
  });
});

describe('discovery at start-up', () => {
  test.each<[string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['a string', 'text'],
    ['a number', Number.NaN],
    ['a bigint', 1n],
    ['a boolean', false],
    ['a symbol', Symbol('s')],
    ['a function', () => 1],
    ['a class', QuotesService],
    ['an object without a prototype', Object.create(null)],
    ['a plain object', { ticks: 1 }],
    ['an array', [1]],
    ['a promise', Promise.resolve(1)],
    ['an old-style instance', Object.create({ constructor: 'no function' })],
  ])('skips %s as a value or from a factory', async (_kind, value) => {
    const { document } = await startContext({
      providers: [
        { provide: 'value', useValue: value },
        { provide: 'factory', useFactory: () => value },
        { provide: 'async factory', useFactory: async () => value },
        QuotesService,
      ],
    });
    expect(await document()).toBe(PUBLISHED);
    expect(await document()).toBe(PUBLISHED);
  });

  test('skips a class without exposed members', async () => {
    class Plain {
      get size(): number {
        throw new Error('read');
      }
    }
    expect(await documentWith({ providers: [Plain] })).toBe(NOTHING);
  });
});

class Denials {
  @ExposeVar()
  readonly guard = 1;
}

@Injectable()
class AuthGuard extends Denials implements CanActivate {
  private asked = 0;

  @ExposeVar()
  get calls() {
    return this.asked;
  }

  canActivate(_context: ExecutionContext): boolean {
    this.asked++;
    return true;
  }
}

@Injectable()
class TimingInterceptor implements NestInterceptor {
  @ExposeVar()
  readonly calls = new IntVar();

  intercept(
    _context: ExecutionContext,
    next: CallHandler,
  ): Observable<unknown> {
    this.calls.add(1);
    return next.handle();
  }
}

@Injectable()
class TrimPipe implements PipeTransform {
  @ExposeVar()
  readonly calls = new IntVar();

  transform(value: unknown): unknown {
    this.calls.add(1);
    return value;
  }
}

@Catch()
class ErrorFilter implements ExceptionFilter {
  @ExposeVar()
  readonly calls = new IntVar();

  catch(_error: unknown, host: ArgumentsHost): void {
    this.calls.add(1);
    const response = host.switchToHttp().getResponse<{
      status(code: number): { send(body: string): void };
    }>();
    response.status(418).send('teapot');
  }
}

describe.each(platforms)('enhancers on %s', (platform) => {
  test('are published when only @Use… decorators name them', async () => {
    @Controller()
    @UseGuards(AuthGuard)
    @UseFilters(ErrorFilter)
    class QuotesController {
      @Get('quotes')
      @UseInterceptors(TimingInterceptor)
      @UsePipes(TrimPipe)
      quotes(@Query('symbol') symbol: string) {
        return symbol;
      }

      @Get('broken')
      broken() {
        throw new Error('boom');
      }
    }
    const { url } = await start(
      platform,
      moduleOf({ imports: [bareExpvar()], controllers: [QuotesController] }),
    );
    await call(`${url}/quotes?symbol=BTC`);
    expect((await call(`${url}/broken`)).status).toBe(418);
    expect(JSON.parse((await call(`${url}/debug/vars`)).text)).toEqual({
      authGuard: { calls: 2, guard: 1 },
      errorFilter: { calls: 1 },
      timingInterceptor: { calls: 1 },
      trimPipe: { calls: 1 },
    });
  });

  test('a parameter pipe is published', async () => {
    @Controller()
    class QuotesController {
      @Get('quotes')
      quotes(@Query('symbol', TrimPipe) symbol: string) {
        return symbol;
      }
    }
    const { url } = await start(
      platform,
      moduleOf({ imports: [bareExpvar()], controllers: [QuotesController] }),
    );
    await call(`${url}/quotes?symbol=BTC`);
    expect(JSON.parse((await call(`${url}/debug/vars`)).text)).toEqual({
      trimPipe: { calls: 1 },
    });
  });

  test.each<[string, Provider[]]>([
    ['a class', [{ provide: APP_GUARD, useClass: AuthGuard }]],
    ['a value', [{ provide: APP_GUARD, useValue: new AuthGuard() }]],
    ['a factory', [{ provide: APP_GUARD, useFactory: () => new AuthGuard() }]],
    ['an alias', [{ provide: APP_GUARD, useExisting: AuthGuard }, AuthGuard]],
  ])('APP_GUARD that is %s is published once', async (_kind, providers) => {
    @Controller()
    class QuotesController {
      @Get('quotes')
      quotes() {
        return 'BTC';
      }
    }
    const { url } = await start(
      platform,
      moduleOf({
        imports: [bareExpvar()],
        controllers: [QuotesController],
        providers,
      }),
    );
    await call(`${url}/quotes`);
    // The page itself is guarded too.
    expect(JSON.parse((await call(`${url}/debug/vars`)).text)).toEqual({
      authGuard: { calls: 2, guard: 1 },
    });
  });
});

test('each application has its own document', async () => {
  const first = await startContext({ providers: [QuotesService] });
  const second = await startContext({ providers: [QuotesService] });
  first.app.get(QuotesService).ticks.add(1);
  expect(await first.document()).toBe(
    '{\n"quotes": {"ticks": 1},\n"size": 3\n}\n',
  );
  expect(await second.document()).toBe(PUBLISHED);
  await first.app.close();
  expect(await second.document()).toBe(PUBLISHED);
});

test('a testing module publishes when it is initialised', async () => {
  const module = await Test.createTestingModule({
    imports: [bareExpvar()],
    providers: [QuotesService],
  }).compile();
  onTestFinished(() => module.close());
  const registry = module.get(ExpvarRegistry);
  expect((await registry.render()).toString()).toBe(NOTHING);
  await module.init();
  expect((await registry.render()).toString()).toBe(PUBLISHED);
});

describe('in preview mode', () => {
  test.each(['createApplicationContext', 'create'] as const)(
    'discovery accepts the object %s',
    async (method) => {
      const app = await NestFactory[method](
        moduleOf({ imports: [bareExpvar()], providers: [QuotesService] }),
        { preview: true, logger: false, abortOnError: false },
      );
      await expect(app.init()).resolves.toBe(app);
      expect(app.get(ModulesContainer).size).toBeGreaterThan(1);
      await app.close();
    },
  );

  test('does not make Nest log a warning', async () => {
    const logger = new RecordingLogger();
    const app = await NestFactory.create(
      moduleOf({ imports: [bareExpvar()], providers: [QuotesService] }),
      { preview: true, logger, abortOnError: false },
    );
    onTestFinished(() => app.close());
    await app.init();
    expect(logger.of('MiddlewareModule')).toEqual([]);
  });
});
