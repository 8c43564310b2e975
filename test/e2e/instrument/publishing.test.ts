import { Controller, Get, Inject, Injectable, Scope } from '@nestjs/common';
import { LazyModuleLoader, REQUEST } from '@nestjs/core';
import {
  Counted,
  type CountedOptions,
  ExposeVar,
  ExposeVarMap,
  IntVar,
  type LatencyUnit,
  Timed,
  type TimedOptions,
} from 'nestjs-expvar';
import { readMetrics } from 'nestjs-expvar/testing';
import { describe, expect, test, vi } from 'vitest';
import {
  contextError,
  documentWith,
  startContext,
} from '../../support/contexts.js';
import { call } from '../../support/http-client.js';
import { namedModule } from '../../support/named-module.js';
import { bareExpvar } from '../../support/bare-document.js';
import { moduleOf, platforms, start } from '../../support/platforms.js';

const NONE = '{"calls": 0, "errors": 0, "inFlight": 0}';
const NO_LATENCY =
  '{"count":0,"sum":0,"min":0,"max":0,"mean":0,"p50":0,"p90":0,"p95":0,"p99":0}';
const UNTIMED = `{"calls": 0, "errors": 0, "inFlight": 0, "latency": ${NO_LATENCY}}`;

function counts(calls: number, errors = 0): string {
  return `{"calls": ${calls}, "errors": ${errors}, "inFlight": 0}`;
}

describe('instrumented methods', () => {
  test('each method is a key of the map of its class', async () => {
    @Injectable()
    class QuotesService {
      @ExposeVar()
      readonly ticks = new IntVar();

      @Counted()
      buy() {}

      @Timed()
      sell() {}
    }
    const { app, document } = await startContext({
      providers: [QuotesService],
    });
    app.get(QuotesService).buy();
    expect(await document()).toBe(
      `{\n"quotes": {"buy": ${counts(1)}, "sell": ${UNTIMED}, "ticks": 0}\n}\n`,
    );
  });

  test('the latency of the window is published beside that of all calls', async () => {
    class Quotes {
      @Timed({ window: 60 })
      buy() {}
    }
    const latency = `${NO_LATENCY.slice(0, -1)},"window":{"seconds":60,${NO_LATENCY.slice(1)}}`;
    expect(await documentWith({ providers: [Quotes] })).toBe(
      `{\n"quotes": {"buy": ${UNTIMED.replace(NO_LATENCY, latency)}}\n}\n`,
    );
  });

  test('a method with the option name is published at top level', async () => {
    const later = Symbol('later');
    class Quotes {
      @Counted({ name: 'bought' })
      buy() {}

      @Counted({ name: 'later' })
      [later]() {}
    }
    expect(await documentWith({ providers: [Quotes] })).toBe(
      `{\n"bought": ${NONE},\n"later": ${NONE}\n}\n`,
    );
  });

  test('all methods of a class with @ExposeVarMap are keys of that map', async () => {
    @ExposeVarMap('q')
    class Quotes {
      @Counted({ name: 'bought' })
      buy() {}

      @Counted()
      sell() {}
    }
    expect(await documentWith({ providers: [Quotes] })).toBe(
      `{\n"q": {"bought": ${NONE}, "sell": ${NONE}}\n}\n`,
    );
  });

  test('static methods are published and counted', async () => {
    class Quotes {
      readonly name = 'quotes';

      @Counted()
      static buy() {
        return 'bought';
      }
    }
    const { document } = await startContext({ providers: [Quotes] });
    expect(Quotes.buy()).toBe('bought');
    expect(await document()).toBe(`{\n"quotes": {"buy": ${counts(1)}}\n}\n`);
  });

  test('the metadata of a method is known', async () => {
    class Quotes {
      @Timed({ description: 'Orders taken' })
      buy() {}
    }
    const { registry } = await startContext({
      imports: [namedModule('QuotesModule', { providers: [Quotes] })],
    });
    expect(registry.meta('quotes', 'buy')).toMatchObject({
      description: 'Orders taken',
      source: 'Quotes.buy (providers of QuotesModule)',
    });
  });

  test('the limits of a method are for the p99 of the latency in the window', async () => {
    class Quotes {
      @Timed({ window: 60, limits: { warning: 0.2, critical: 1 } })
      buy() {}
    }
    const { registry } = await startContext({ providers: [Quotes] });
    expect(
      registry.meta('quotes', 'buy', 'latency', 'window', 'p99'),
    ).toMatchObject({ unit: 's', limits: { warning: 0.2, critical: 1 } });
    expect(registry.meta('quotes', 'buy', 'latency', 'p99')).not.toHaveProperty(
      'limits',
    );
  });

  test.each<[LatencyUnit, number]>([
    ['s', 0.25],
    ['ms', 250],
    ['us', 250_000],
  ])('the latency of a method can be in %s', async (unit, latency) => {
    const start = Math.floor(performance.now());
    const now = vi.spyOn(performance, 'now').mockReturnValue(start);
    class Quotes {
      @Timed({ unit, window: 60 })
      buy() {
        now.mockReturnValue(start + 250);
      }
    }
    new Quotes().buy();
    now.mockRestore();
    const { registry } = await startContext({ providers: [Quotes] });
    expect(readMetrics(Quotes, 'buy').latency).toMatchObject({
      max: latency,
      window: { seconds: 60, max: latency },
    });
    for (const path of [['max'], ['window', 'max']]) {
      expect(registry.meta('quotes', 'buy', 'latency', ...path)).toMatchObject({
        unit,
      });
    }
    expect(registry.meta('quotes', 'buy', 'latency', 'count')?.unit).toBe('1');
  });

  test('inherited methods are keys of the map of each provided class', async () => {
    abstract class Market {
      @Counted()
      tick() {}
    }
    class Copper extends Market {}
    class Bitcoin extends Market {}
    const { app, document } = await startContext({
      providers: [Copper, Bitcoin],
    });
    app.get(Copper).tick();
    app.get(Copper).tick();
    app.get(Bitcoin).tick();
    expect(await document()).toBe(
      `{\n"bitcoin": {"tick": ${counts(1)}},\n"copper": {"tick": ${counts(2)}}\n}\n`,
    );
  });

  test('a class that several modules provide is published once with all calls', async () => {
    @Injectable()
    class Quotes {
      @Counted()
      buy() {}
    }
    const modules = ['A', 'B'].map((name) =>
      namedModule(name, {
        providers: [Quotes, { provide: name, useExisting: Quotes }],
        exports: [name],
      }),
    );
    const { app, document } = await startContext({ imports: modules });
    const [a, b] = ['A', 'B'].map((name) => app.get<Quotes>(name));
    expect(a).not.toBe(b);
    a!.buy();
    b!.buy();
    expect(await document()).toBe(`{\n"quotes": {"buy": ${counts(2)}}\n}\n`);
  });

  test('methods of a lazily loaded module are published', async () => {
    class Quotes {
      @Counted()
      buy() {}
    }
    const { app, document } = await startContext({});
    const lazy = moduleOf({ providers: [Quotes] });
    await app.get(LazyModuleLoader).load(() => lazy);
    expect(await document()).toBe(`{\n"quotes": {"buy": ${NONE}}\n}\n`);
  });

  test('transient providers of a class count together', async () => {
    @Injectable({ scope: Scope.TRANSIENT })
    class Quotes {
      @Counted()
      buy() {}
    }
    const { app, document } = await startContext({ providers: [Quotes] });
    const first = await app.resolve(Quotes);
    const second = await app.resolve(Quotes);
    expect(first).not.toBe(second);
    first.buy();
    second.buy();
    expect(await document()).toBe(`{\n"quotes": {"buy": ${counts(2)}}\n}\n`);
  });
});

test('every member of the map of a method has metadata', async () => {
  class Quotes {
    @Timed()
    buy() {}
  }
  const { registry } = await startContext({ providers: [Quotes] });
  const meta = (...path: string[]) => registry.meta('quotes', 'buy', ...path);
  expect(meta('calls')).toMatchObject({ kind: 'counter', unit: '{call}' });
  expect(meta('errors')).toMatchObject({ kind: 'counter', unit: '{call}' });
  expect(meta('inFlight')).toMatchObject({ kind: 'gauge', unit: '{call}' });
  expect(meta('latency')).toMatchObject({ kind: 'histogram', unit: 's' });
  expect(meta('latency', 'p99')).toMatchObject({ kind: 'gauge', unit: 's' });
  expect(meta('retries')).toBeUndefined();
});

describe('an override without a decorator', () => {
  class Market {
    @Counted()
    tick() {}

    @Counted()
    open() {}
  }

  test('is not published, because it would stay 0', async () => {
    class Copper extends Market {
      override tick() {}
    }
    expect(await documentWith({ providers: [Copper] })).toBe(
      `{\n"copper": {"open": ${NONE}}\n}\n`,
    );
  });

  test('is not published for a subclass of the overriding class either', async () => {
    class Metal extends Market {
      override tick() {}
    }
    class Copper extends Metal {}
    expect(await documentWith({ providers: [Copper] })).toBe(
      `{\n"copper": {"open": ${NONE}}\n}\n`,
    );
  });

  test('is published when it has the decorator again', async () => {
    class Copper extends Market {
      @Counted()
      override tick() {}
    }
    expect(await documentWith({ providers: [Copper] })).toBe(
      `{\n"copper": {"open": ${NONE}, "tick": ${NONE}}\n}\n`,
    );
  });
});

describe('the counts of a class', () => {
  test('start at 0 in an application that starts after another was closed', async () => {
    class Quotes {
      @Counted()
      buy() {}
    }
    const first = await startContext({ providers: [Quotes] });
    first.app.get(Quotes).buy();
    await first.app.close();
    const second = await startContext({ providers: [Quotes] });
    expect(await second.document()).toBe(`{\n"quotes": {"buy": ${NONE}}\n}\n`);
    second.app.get(Quotes).buy();
    expect(await second.document()).toBe(
      `{\n"quotes": {"buy": ${counts(1)}}\n}\n`,
    );
  });

  test('are separate while two applications run', async () => {
    class Quotes {
      @Counted()
      buy() {}

      @Timed()
      async sell() {}
    }
    const first = await startContext({ providers: [Quotes] });
    const second = await startContext({ providers: [Quotes] });
    first.app.get(Quotes).buy();
    first.app.get(Quotes).buy();
    second.app.get(Quotes).buy();
    expect(await first.document()).toContain(`"buy": ${counts(2)}`);
    expect(await second.document()).toContain(`"buy": ${counts(1)}`);
    await second.app.close();
    first.app.get(Quotes).buy();
    await first.app.get(Quotes).sell();
    expect(await first.document()).toContain(`"buy": ${counts(3)}`);
    expect(await first.document()).toMatch(/"sell": \{"calls": 1,/);
  });

  test('include the calls that were made before it started', async () => {
    @Injectable()
    class Quotes {
      constructor() {
        this.load();
      }

      @Counted()
      load() {}
    }
    const first = await startContext({ providers: [Quotes] });
    await first.app.close();
    const { document } = await startContext({ providers: [Quotes] });
    expect(await document()).toBe(`{\n"quotes": {"load": ${counts(1)}}\n}\n`);
  });

  test('belong to the application that started last for transient instances', async () => {
    @Injectable({ scope: Scope.TRANSIENT })
    class Quotes {
      @Counted()
      buy() {}
    }
    const first = await startContext({ providers: [Quotes] });
    const second = await startContext({ providers: [Quotes] });
    (await first.app.resolve(Quotes)).buy();
    expect(await first.document()).toBe(`{\n"quotes": {"buy": ${NONE}}\n}\n`);
    expect(await second.document()).toBe(
      `{\n"quotes": {"buy": ${counts(1)}}\n}\n`,
    );
  });

  test('belong to the application that still runs for transient instances', async () => {
    @Injectable({ scope: Scope.TRANSIENT })
    class Quotes {
      @Counted()
      buy() {}
    }
    const first = await startContext({ providers: [Quotes] });
    const second = await startContext({ providers: [Quotes] });
    await second.app.close();
    (await first.app.resolve(Quotes)).buy();
    expect(await first.document()).toBe(
      `{\n"quotes": {"buy": ${counts(1)}}\n}\n`,
    );
  });

  test('leave out calls of an application that has shut down', async () => {
    class Quotes {
      @Counted()
      flush() {}

      onApplicationShutdown() {
        this.flush();
      }
    }
    const first = await startContext({ providers: [Quotes] });
    const quotes = first.app.get(Quotes);
    await first.app.close();
    quotes.flush();
    const second = await startContext({ providers: [Quotes] });
    expect(await second.document()).toBe(
      `{\n"quotes": {"flush": ${NONE}}\n}\n`,
    );
  });

  test('of static methods belong to the application that still runs', async () => {
    class Quotes {
      readonly name = 'quotes';

      @Counted()
      static buy() {}
    }
    const first = await startContext({ providers: [Quotes] });
    const second = await startContext({ providers: [Quotes] });
    await second.app.close();
    Quotes.buy();
    expect(await first.document()).toBe(
      `{\n"quotes": {"buy": ${counts(1)}}\n}\n`,
    );
  });

  test('are separate for static methods', async () => {
    class Quotes {
      readonly name = 'quotes';

      @Counted()
      static buy() {}
    }
    const first = await startContext({ providers: [Quotes] });
    Quotes.buy();
    await first.app.close();
    const second = await startContext({ providers: [Quotes] });
    Quotes.buy();
    Quotes.buy();
    expect(await second.document()).toBe(
      `{\n"quotes": {"buy": ${counts(2)}}\n}\n`,
    );
  });
});

describe.each(platforms)('on %s', (platform) => {
  test('request-scoped instances of a class count together', async () => {
    const instances = new Set<unknown>();

    @Injectable({ scope: Scope.REQUEST })
    class QuotesService {
      constructor(@Inject(REQUEST) readonly request: unknown) {}

      @Counted()
      async buy() {
        instances.add(this);
        await Promise.resolve();
        return 'bought';
      }
    }
    @Controller()
    class QuotesController {
      constructor(private readonly quotes: QuotesService) {}

      @Counted()
      @Get('buy')
      buy() {
        return this.quotes.buy();
      }
    }
    const { url } = await start(
      platform,
      moduleOf({
        imports: [bareExpvar()],
        controllers: [QuotesController],
        providers: [QuotesService],
      }),
    );
    for (let i = 0; i < 3; i++) {
      expect((await call(`${url}/buy`)).text).toBe('bought');
    }
    expect(instances.size).toBe(3);
    expect((await call(`${url}/debug/vars`)).text).toBe(
      `{\n"quotes": {"buy": ${counts(3)}},\n"quotesController": {"buy": ${counts(3)}}\n}\n`,
    );
  });
});

/** The error of a method with two decorators, one of which may be `@ExposeVar`. */
function twoDecorators(
  member: string,
  decorator: string,
  other: string,
): string {
  const remedy =
    decorator === 'ExposeVar' || other === 'ExposeVar'
      ? 'a scrape would call the method, and count the call, so expose another member'
      : 'remove @Counted, because @Timed counts calls as well';
  return `expvar: ${member} has both @${decorator} and @${other}; ${remedy}`;
}

describe('an application with a wrongly decorated method', () => {
  test.each<[string, MethodDecorator[], string, string]>([
    [
      'exposed, and counted below',
      [ExposeVar(), Counted()],
      'Counted',
      'ExposeVar',
    ],
    [
      'exposed, and counted above',
      [Counted(), ExposeVar()],
      'Counted',
      'ExposeVar',
    ],
    [
      'exposed by a name, and timed',
      [ExposeVar('x'), Timed()],
      'Timed',
      'ExposeVar',
    ],
    ['counted and timed', [Timed(), Counted()], 'Counted', 'Timed'],
    [
      'counted twice',
      [Counted(), Counted({ name: 'x' })],
      'Counted',
      'Counted',
    ],
  ])(
    'does not start when a method is %s',
    async (_, decorators, decorator, other) => {
      class Quotes {
        buy() {}

        static sell() {}
      }
      decorate(decorators, Quotes.prototype, 'buy');
      expect(await contextError({ providers: [Quotes] })).toBe(
        twoDecorators('Quotes.buy', decorator, other),
      );
      class Orders {
        readonly name = 'orders';

        static sell() {}
      }
      decorate(decorators, Orders, 'sell');
      expect(await contextError({ providers: [Orders] })).toBe(
        twoDecorators('Orders.sell', decorator, other),
      );
    },
  );

  test('does not start when the name of a counted method is taken', async () => {
    class Quotes {
      @Counted({ name: 'bought' })
      buy() {}

      @Counted({ name: 'bought' })
      sell() {}
    }
    const [first, second] = ['buy', 'sell'].map(
      (key) => `Quotes.${key} (providers of TestModule)`,
    );
    expect(await contextError({ providers: [Quotes] })).toBe(
      `expvar: reuse of exported var name: "bought" is published by ${first} and again by ${second}; rename one of them, or publish it once and share the variable`,
    );
  });

  test('does not start when a counted method is a symbol without a description', async () => {
    class Quotes {
      @Counted()
      [Symbol.for('buy')]() {}
    }
    expect(await contextError({ providers: [Quotes] })).toBe(
      "expvar: @Counted is on Quotes.Symbol(buy), whose key is a symbol; name the variable: @Counted({ name: 'name' })",
    );
  });

  test('does not start when the class of a counted method has no name', async () => {
    const [Anonymous] = [
      class {
        buy() {}
      },
    ];
    decorate([Counted()], Anonymous.prototype, 'buy');
    const provider = { provide: 'anonymous', useValue: new Anonymous() };
    expect(await contextError({ providers: [provider] })).toBe(
      "expvar: @Counted is on (anonymous class).buy, whose class has no name for its map; name the map with @ExposeVarMap('name')",
    );
  });
});

test('calls before the start are counted', async () => {
  abstract class Loading {
    @Counted()
    load() {}

    onModuleInit() {
      this.load();
    }
  }
  class Users extends Loading {}
  class Cats extends Loading {}
  expect(await documentWith({ providers: [Users, Cats] })).toBe(
    `{\n"cats": {"load": ${counts(1)}},\n"users": {"load": ${counts(1)}}\n}\n`,
  );
});

describe('a class definition', () => {
  test.each([Counted, Timed])(
    'throws for a decorator on a member that is no method',
    (instrument) => {
      const decorator = instrument() as (...args: unknown[]) => void;
      const { name } = instrument;
      const error = `@${name} goes on a method, with parentheses: @${name}() or @${name}({ name, description })`;
      class Quotes {}
      const getter = { get: () => 1 };
      expect(() => decorator({}, 'price')).toThrow(error);
      expect(() => decorator(Quotes.prototype, 'price', getter)).toThrow(
        `@${name} is on Quotes.price, which is a getter; put it on a method, below decorators that turn methods into getters`,
      );
      expect(() => decorator(class {})).toThrow(error);
      expect(() => decorator({}, 'price', 0)).toThrow(error);
      expect(() =>
        (instrument as MethodDecorator)({ constructor: Object }, 'buy', {}),
      ).toThrow(error);
      expect(() => instrument('buy' as never)).toThrow(error);
      expect(() => instrument(null as never)).toThrow(error);
      expect(() => decorator(() => {}, { kind: 'method' })).toThrow(
        `@${name} needs TypeScript's "experimentalDecorators": true, as NestJS does`,
      );
    },
  );

  test.each<[unknown, string]>([
    [{ windw: 60 }, 'has no option "windw"; did you mean "window"?'],
    ...[
      [0, '0'],
      [-1, '-1'],
      [NaN, 'NaN'],
      [Infinity, 'Infinity'],
      [60_000, '60000'],
      ['60', 'the string "60"'],
    ].map(([window, shown]): [unknown, string] => [
      { window },
      `option window: it must be a number of seconds from 0.001 to 3600, not ${shown}`,
    ]),
    [
      { unit: 'seconds' },
      `option unit: it must be 's', 'ms' or 'us', not the string "seconds"`,
    ],
    [
      { limits: { warning: 0.2 } },
      'option limits: they are for the p99 of the window; set window too, such as window: 60',
    ],
    [
      { window: 60, limits: { warning: 2, critical: 1 } },
      'option limits: it must be { warning, critical } with one or both of them, and critical beyond warning; with below: true they are lower limits, not { warning: 2, critical: 1 }',
    ],
    [{ name: 5 }, "option name: it must be a name such as 'orders', not 5"],
    [
      { description: '' },
      'option description: it must be a sentence, not the string ""',
    ],
  ])('throws for @Timed(%j)', (options, mistake) => {
    expect(() => {
      class Quotes {
        @Timed(options as TimedOptions)
        buy() {}
      }
      return Quotes;
    }).toThrow(new TypeError(`expvar: @Timed on Quotes.buy ${mistake}`));
  });

  test('throws for options that only @Timed has', () => {
    expect(() => {
      class Quotes {
        @Counted({ window: 60, unit: 'ms' } as CountedOptions)
        buy() {}
      }
      return Quotes;
    }).toThrow(
      new TypeError(
        [
          'expvar: @Counted on Quotes.buy has 2 mistakes in its options:',
          '- has no option "window"; its options are description, name',
          '- has no option "unit"; its options are description, name',
        ].join('\n'),
      ),
    );
  });
});

function decorate(
  decorators: readonly MethodDecorator[],
  target: object,
  key: string,
): void {
  for (const decorator of decorators.toReversed()) {
    const descriptor = Object.getOwnPropertyDescriptor(target, key)!;
    decorator(target, key, descriptor);
    Object.defineProperty(target, key, descriptor);
  }
}
