import {
  type CallHandler,
  Catch,
  Controller,
  Get,
  HttpException,
  type MiddlewareConsumer,
  Query,
  type Type,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { Counted, ExposeVar, ExposeVarMap, IntVar } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { contextError, documentWith } from '../support/contexts.js';
import { call } from '../support/http-client.js';
import { namedModule } from '../support/named-module.js';
import { bareExpvar } from '../support/bare-document.js';
import { moduleOf, platforms, start } from '../support/platforms.js';
import { RecordingLogger } from '../support/recording-logger.js';

describe('a class with two instances', () => {
  class QuotesService {
    @ExposeVar()
    readonly ticks = new IntVar();

    @ExposeVar()
    readonly bars = new IntVar();
  }

  test('in two modules is one mistake, whose remedy is to export it', async () => {
    expect(
      await contextError({
        imports: [
          namedModule('SpotModule', { providers: [QuotesService] }),
          namedModule('FuturesModule', { providers: [QuotesService] }),
        ],
      }),
    ).toBe(
      'expvar: reuse of key "ticks" in map "quotes": by QuotesService.ticks (providers of SpotModule) and again by QuotesService.ticks (providers of FuturesModule); there are two instances of the class, so provide it once, in a module that exports it, and import that module',
    );
  });

  test('in three modules is a mistake for each of the others', async () => {
    const message = await contextError({
      imports: ['A', 'B', 'C'].map((name) =>
        namedModule(name, { providers: [QuotesService] }),
      ),
    });
    expect(message).toContain('expvar: the application has 2 mistakes:\n');
    expect(message).toContain(
      '(providers of A) and again by QuotesService.ticks (providers of B)',
    );
    expect(message).toContain(
      '(providers of A) and again by QuotesService.ticks (providers of C)',
    );
  });

  class Pool {
    @ExposeVar()
    readonly open = new IntVar();
  }

  test('under two tokens is refused, and the message has the tokens', async () => {
    expect(
      await contextError({
        providers: [
          { provide: 'READ', useFactory: () => new Pool() },
          { provide: Symbol('WRITE'), useFactory: () => new Pool() },
        ],
      }),
    ).toBe(
      'expvar: reuse of key "open" in map "pool": by Pool.open (providers of TestModule, as READ) and again by Pool.open (providers of TestModule, as Symbol(WRITE)); there are two instances of the class, so provide a subclass with a map of its own for each: @ExposeVarMap(\'name\') class … extends Pool {}',
    );
  });

  test('under its own token and another one is refused as well', async () => {
    class Named {
      @ExposeVar('open')
      readonly open = new IntVar();
    }
    expect(
      await contextError({
        providers: [Named, { provide: 'WRITE', useClass: Named }],
      }),
    ).toContain(
      'reuse of exported var name: "open" is published by Named.open (providers of TestModule) and again by Named.open (providers of TestModule, as WRITE); there are two instances of the class, so provide a subclass',
    );
  });

  test('may have a subclass with a map for each', async () => {
    class ReadPool extends Pool {}
    @ExposeVarMap('writing')
    class WritePool extends Pool {}
    expect(
      await documentWith({
        providers: [
          { provide: 'READ', useFactory: () => new ReadPool() },
          { provide: 'WRITE', useFactory: () => new WritePool() },
        ],
      }),
    ).toBe('{\n"readPool": {"open": 0},\n"writing": {"open": 0}\n}\n');
  });
});

/** An enhancer of every kind that counts its uses in three variables. */
@Catch()
class Enhancer {
  @ExposeVar()
  readonly uses = new IntVar();

  @ExposeVar()
  static readonly all = new IntVar();

  @Counted()
  count() {
    this.uses.add();
    Enhancer.all.add();
  }

  canActivate() {
    this.count();
    return true;
  }

  intercept(_: unknown, next: CallHandler) {
    this.count();
    return next.handle();
  }

  transform(value: unknown) {
    this.count();
    return value;
  }

  catch(error: Error, host: { switchToHttp(): { getResponse(): unknown } }) {
    this.count();
    const response = host.switchToHttp().getResponse() as {
      status(code: number): { send(text: string): void };
    };
    response.status((error as HttpException).getStatus()).send('caught');
  }

  use(_request: unknown, _response: unknown, next: () => void) {
    this.count();
    next();
  }
}

function controllerAt(path: string, decorator?: ClassDecorator): Type {
  class TestController {
    @Get()
    get(@Query('fail') fail?: string) {
      if (fail !== undefined) {
        throw new HttpException('wanted', 418);
      }
      return 'ok';
    }
  }
  Reflect.decorate([Controller(path)], TestController);
  const get = Object.getOwnPropertyDescriptor(TestController.prototype, 'get')!;
  Get()(TestController.prototype, 'get', get);
  Query('fail')(TestController.prototype, 'get', 0);
  decorator?.(TestController);
  return TestController;
}

const kinds: readonly [string, ClassDecorator][] = [
  ['guard', UseGuards(Enhancer)],
  ['interceptor', UseInterceptors(Enhancer)],
  ['pipe', UsePipes(Enhancer)],
  ['filter', UseFilters(Enhancer)],
];

const WARNING =
  'because Nest creates one for each module that uses a guard, interceptor, pipe, filter or middleware; to publish all, use @Counted or @Timed, make the members static, or inject a service that has them';

describe.each(platforms)('an enhancer of two modules on %s', (platform) => {
  async function useOnce(root: Type) {
    Enhancer.all.set(0);
    const logger = new RecordingLogger();
    const { url } = await start(platform, root, undefined, { logger });
    for (const path of ['one', 'two', 'two']) {
      await call(`${url}/${path}?fail=1`);
    }
    const { text } = await call(`${url}/debug/vars`);
    const { enhancer } = JSON.parse(text) as { enhancer: object };
    return { enhancer, warnings: logger.of('ExpvarExplorer', 'warn') };
  }

  test.each(kinds)(
    'a %s shows the instance of the first module, and the log says so',
    async (_kind, decorator) => {
      const { enhancer, warnings } = await useOnce(
        moduleOf({
          imports: [
            bareExpvar(),
            namedModule('M1', {
              controllers: [controllerAt('one', decorator)],
            }),
            namedModule('M2', {
              controllers: [controllerAt('two', decorator)],
            }),
          ],
        }),
      );
      expect(enhancer).toEqual({
        all: 3,
        count: { calls: 3, errors: 0, inFlight: 0 },
        uses: 1,
      });
      expect(warnings).toEqual([
        `the variables of Enhancer show only the instance in injectables of M1, not that in injectables of M2, ${WARNING}`,
      ]);
    },
  );

  test('middleware shows the instance of the first module, and the log says so', async () => {
    const withMiddleware = (name: string, path: string) => {
      const module = namedModule(name, { controllers: [controllerAt(path)] });
      Object.assign(module.prototype as object, {
        configure(consumer: MiddlewareConsumer) {
          consumer.apply(Enhancer).forRoutes(path);
        },
      });
      return module;
    };
    const { enhancer, warnings } = await useOnce(
      moduleOf({
        imports: [
          bareExpvar(),
          withMiddleware('M1', 'one'),
          withMiddleware('M2', 'two'),
        ],
      }),
    );
    expect(enhancer).toMatchObject({ all: 3, uses: 1 });
    expect(warnings).toEqual([
      `the variables of Enhancer show only the instance in middlewares of M1, not that in middlewares of M2, ${WARNING}`,
    ]);
  });

  test('a guard shows the instance that runs rather than a provider of its class', async () => {
    const { enhancer, warnings } = await useOnce(
      moduleOf({
        imports: [
          bareExpvar(),
          namedModule('M0', { providers: [Enhancer] }),
          namedModule('M1', {
            providers: [Enhancer],
            controllers: [controllerAt('one', UseGuards(Enhancer))],
          }),
        ],
      }),
    );
    expect(enhancer).toMatchObject({ all: 1, uses: 1 });
    expect(warnings).toEqual([
      `the variables of Enhancer show only the instance in injectables of M1, not that in providers of M0 or providers of M1, ${WARNING}`,
    ]);
  });

  test('an interceptor of the application and of a controller starts', async () => {
    const { enhancer, warnings } = await useOnce(
      moduleOf({
        imports: [bareExpvar()],
        providers: [{ provide: APP_INTERCEPTOR, useClass: Enhancer }],
        controllers: [controllerAt('one', UseInterceptors(Enhancer))],
      }),
    );
    expect(enhancer).toMatchObject({ all: 2 });
    expect(warnings).toHaveLength(1);
  });
});
