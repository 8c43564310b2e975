import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleInit,
  type Provider,
  Scope,
  type Type,
} from '@nestjs/common';
import { LazyModuleLoader } from '@nestjs/core';
import { ExposeVar, ExpvarRegistry, IntVar } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { type Context, startContext } from '../support/contexts.js';
import { type Deferred, deferred } from '../support/deferred.js';
import { eventually } from '../support/eventually.js';
import { namedModule } from '../support/named-module.js';
import { isNestBefore } from '../support/nest-version.js';
import { moduleOf } from '../support/platforms.js';
import { RecordingLogger } from '../support/recording-logger.js';

class EagerService {
  @ExposeVar('eager')
  readonly size = 1;
}

@Injectable()
class LazyService {
  private readonly klines = [1, 2, 3];

  @ExposeVar('size')
  get size() {
    return this.klines.length;
  }

  @ExposeVar()
  readonly ticks = new IntVar();

  @ExposeVar('static')
  static readonly total = 9;
}

const EAGER = '{\n"eager": 1\n}\n';
const BOTH =
  '{\n"eager": 1,\n"lazy": {"ticks": 0},\n"size": 3,\n"static": 9\n}\n';

/** Starts an application without its lazy module, and records its log. */
async function startEager() {
  const logger = new RecordingLogger();
  const context = await startContext({ providers: [EagerService] }, { logger });
  return {
    ...context,
    load: (module: Type) =>
      context.app.get(LazyModuleLoader).load(() => module),
    errors: () => logger.of('ExpvarExplorer', 'error'),
    warnings: () => logger.of('ExpvarRegistry', 'warn'),
  };
}

/** Returns a provider that is constructed when the test allows it. */
function slowProvider(): {
  provider: Provider;
  made: Deferred<unknown>;
  asked: () => boolean;
} {
  const made = deferred<unknown>();
  let wasAsked = false;
  return {
    provider: {
      provide: 'slow',
      useFactory: () => {
        wasAsked = true;
        return made.promise;
      },
    },
    made,
    asked: () => wasAsked,
  };
}

describe('a lazily loaded module', () => {
  test('publishes members at the next scrape', async () => {
    const { document, load, errors } = await startEager();
    expect(await document()).toBe(EAGER);
    const module = await load(moduleOf({ providers: [LazyService] }));
    expect(await document()).toBe(BOTH);
    module.get(LazyService).ticks.add(1);
    expect(await document()).toBe(BOTH.replace('"ticks": 0', '"ticks": 1'));
    expect(errors()).toEqual([]);
  });

  test.each<[string, Provider]>([
    ['a value', { provide: 'lazy', useValue: new LazyService() }],
    ['a factory', { provide: 'lazy', useFactory: () => new LazyService() }],
    [
      'an async factory',
      { provide: 'lazy', useFactory: async () => new LazyService() },
    ],
  ])('publishes members of %s', async (_kind, provider) => {
    const { document, load } = await startEager();
    await load(moduleOf({ providers: [provider] }));
    expect(await document()).toBe(BOTH);
  });

  test('publishes members of the modules that it imports', async () => {
    const { document, load } = await startEager();
    await load(moduleOf({ imports: [moduleOf({ providers: [LazyService] })] }));
    expect(await document()).toBe(BOTH);
  });

  test('publishes members once when it is loaded twice', async () => {
    const { document, load, errors } = await startEager();
    const module = moduleOf({ providers: [LazyService] });
    await Promise.all([load(module), load(module)]);
    await load(module);
    expect(await document()).toBe(BOTH);
    expect(await document()).toBe(BOTH);
    expect(errors()).toEqual([]);
  });

  test('publishes members of one module after another', async () => {
    const { document, load } = await startEager();
    for (const name of ['b', 'a', 'c']) {
      class Lazy {
        declare readonly value: string;
      }
      ExposeVar(name)(Lazy.prototype, 'value');
      await load(
        moduleOf({
          providers: [
            {
              provide: 'x',
              useValue: Object.assign(new Lazy(), { value: name }),
            },
          ],
        }),
      );
      expect(JSON.parse(await document())).toHaveProperty(name, name);
    }
    expect(await document()).toBe(
      '{\n"a": "a",\n"b": "b",\n"c": "c",\n"eager": 1\n}\n',
    );
  });

  test('publishes members with their metadata', async () => {
    const { document, load, registry } = await startEager();
    await load(namedModule('LazyModule', { providers: [LazyService] }));
    await document();
    expect(registry.meta('lazy', 'ticks')).toEqual({
      source: 'LazyService.ticks (providers of LazyModule)',
    });
  });

  test('reads no member before the next scrape', async () => {
    const reads: string[] = [];
    class Lazy {
      @ExposeVar('reads')
      get reads() {
        return reads.push('read');
      }
    }
    const { document, load } = await startEager();
    await load(moduleOf({ providers: [Lazy] }));
    expect(reads).toEqual([]);
    await document();
    expect(reads).toEqual(['read']);
  });
});

describe.each(['onModuleInit', 'onApplicationBootstrap'] as const)(
  'a module that is loaded in %s',
  (hook) => {
    function loaderOf(module: Type, waits: boolean) {
      @Injectable()
      class Loader implements OnModuleInit, OnApplicationBootstrap {
        loaded: Promise<unknown> | undefined;

        constructor(private readonly loader: LazyModuleLoader) {}

        async onModuleInit() {
          await this.load('onModuleInit');
        }

        async onApplicationBootstrap() {
          await this.load('onApplicationBootstrap');
        }

        private async load(now: string) {
          if (now === hook) {
            this.loaded = this.loader.load(() => module);
            await (waits ? this.loaded : undefined);
          }
        }
      }
      return Loader;
    }

    test('has its variables in the first scrape', async () => {
      const lazy = moduleOf({ providers: [LazyService] });
      const { document } = await startContext({
        providers: [EagerService, loaderOf(lazy, true)],
      });
      expect(await document()).toBe(BOTH);
      expect(await document()).toBe(BOTH);
    });

    test('has its variables as soon as it is loaded when nobody waits for it', async () => {
      const { provider, made } = slowProvider();
      const lazy = moduleOf({ providers: [provider] });
      const Loader = loaderOf(lazy, false);
      const { app, document } = await startContext({
        providers: [EagerService, Loader],
      });
      expect(await document()).toBe(EAGER);
      made.resolve(new LazyService());
      await app.get(Loader).loaded;
      expect(await document()).toBe(BOTH);
    });
  },
);

describe('a mistake in a lazily loaded module', () => {
  async function loadBad(
    context: Awaited<ReturnType<typeof startEager>>,
    ...providers: Provider[]
  ) {
    await context.load(
      namedModule('LazyModule', { providers: [...providers, LazyService] }),
    );
    // The first scrape finds the module. Two more must not log again.
    for (let i = 0; i < 3; i++) {
      expect(await context.document()).toBe(BOTH);
    }
    return context.errors();
  }

  test('a taken name is logged once', async () => {
    class Rival {
      @ExposeVar('eager')
      readonly x = 2;
    }
    const errors = await loadBad(await startEager(), Rival);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('reuse of exported var name: "eager"');
    expect(errors[0]).toContain('EagerService.size (providers of TestModule)');
    expect(errors[0]).toContain('Rival.x (providers of LazyModule)');
  });

  test('a name that is not allowed is logged once', async () => {
    class Rival {
      @ExposeVar('memstats')
      readonly x = 2;
    }
    const errors = await loadBad(await startEager(), Rival);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('Rival.x (providers of LazyModule)');
  });

  test('a method with parameters is logged once', async () => {
    class Rival {
      @ExposeVar('rival')
      x(symbol: string) {
        return symbol;
      }
    }
    const errors = await loadBad(await startEager(), Rival);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('Rival.x');
  });

  test('a request-scoped provider is logged once', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Tenant {}
    @Injectable()
    class Orders {
      @ExposeVar('orders')
      readonly placed = 1;

      constructor(readonly tenant: Tenant) {}
    }
    const errors = await loadBad(await startEager(), Tenant, Orders);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('Orders.placed');
    expect(errors[0]).toContain('(Orders → Tenant)');
  });

  test('a transient provider is logged once', async () => {
    @Injectable({ scope: Scope.TRANSIENT })
    class Connections {
      @ExposeVar('open')
      readonly open = 1;
    }
    const errors = await loadBad(await startEager(), Connections);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('Connections.open');
  });
});

// Lazily loaded modules of Nest 10.0 have no global providers.
test.skipIf(isNestBefore('10.4.22'))(
  'variables that user code publishes for a lazy module stay published',
  async () => {
    @Injectable()
    class Publisher {
      constructor(registry: ExpvarRegistry) {
        registry.newInt('size').set(7);
      }
    }
    const { document, load, errors } = await startEager();
    await load(moduleOf({ providers: [Publisher, LazyService] }));
    expect(JSON.parse(await document())).toEqual({
      eager: 1,
      lazy: { ticks: 0 },
      size: 7,
      static: 9,
    });
    expect(errors()).toHaveLength(1);
  },
);

test('a module that is loaded during a scrape is in the next document', async () => {
  const value = deferred<number>();
  class Slow {
    @ExposeVar('slow')
    readonly value = value.promise;
  }
  const { app, document } = await startContext({
    providers: [EagerService, Slow],
  });
  const scrape = document();
  await app
    .get(LazyModuleLoader)
    .load(() => moduleOf({ providers: [LazyService] }));
  value.resolve(5);
  expect(await scrape).toBe('{\n"eager": 1,\n"slow": 5\n}\n');
  expect(JSON.parse(await document())).toHaveProperty('size', 3);
});

describe('a scrape while a module is being loaded', () => {
  async function scrapeMidway(
    providersOf: (slow: Provider) => Provider[],
    use: (
      midway: string,
      context: Awaited<ReturnType<typeof startEager>>,
    ) => unknown,
    result: unknown = {},
  ) {
    const context = await startEager();
    const { provider, made, asked } = slowProvider();
    const loaded = context.load(moduleOf({ providers: providersOf(provider) }));
    await eventually(asked);
    const midway = await context.document();
    made.resolve(result);
    await loaded;
    await use(midway, context);
  }

  test('leaves out the result of a factory that has not returned yet', async () => {
    await scrapeMidway(
      (slow) => [slow],
      async (midway, { document, errors }) => {
        expect(midway).toBe(EAGER);
        expect(await document()).toBe(BOTH);
        expect(await document()).toBe(BOTH);
        expect(errors()).toEqual([]);
      },
      new LazyService(),
    );
  });

  test('does not read an object that has not been constructed', async () => {
    const readOf: boolean[] = [];
    @Injectable()
    class Waiting {
      private readonly isConstructed: boolean;

      constructor(@Inject('slow') readonly slow: unknown) {
        this.isConstructed = true;
      }

      @ExposeVar('constructed')
      get constructed() {
        readOf.push(this.isConstructed);
        return this.isConstructed;
      }
    }
    await scrapeMidway(
      (slow) => [slow, Waiting],
      async (_midway, { document, warnings }) => {
        expect(JSON.parse(await document())).toEqual({
          eager: 1,
          constructed: true,
        });
        expect(readOf).toEqual([true]);
        expect(warnings()).toEqual([]);
      },
    );
  });

  @Injectable({ scope: Scope.REQUEST })
  class Tenant {
    constructor(@Inject('slow') readonly slow: unknown) {}
  }

  @Injectable()
  class ByParameter {
    @ExposeVar('orders')
    readonly placed = 1;

    constructor(
      @Inject('slow') readonly slow: unknown,
      readonly tenant: Tenant,
    ) {}
  }

  @Injectable()
  class ByProperty {
    @Inject()
    readonly tenant!: Tenant;

    @ExposeVar('orders')
    readonly placed = 1;

    constructor(@Inject('slow') readonly slow: unknown) {}
  }

  test.each([ByParameter, ByProperty])(
    'notices that %o is request-scoped',
    async (Orders) => {
      await scrapeMidway(
        (slow) => [slow, Orders, Tenant],
        async (midway, { document, errors, warnings }) => {
          expect(midway).toBe(EAGER);
          expect(await document()).toBe(EAGER);
          expect(await document()).toBe(EAGER);
          expect(errors()).toHaveLength(1);
          expect(errors()[0]).toContain(`(${Orders.name} → Tenant)`);
          expect(warnings()).toEqual([]);
        },
      );
    },
  );

  test('does not publish one instance twice', async () => {
    @Injectable()
    class Waiting {
      @ExposeVar('size')
      readonly size = 3;

      constructor(@Inject('slow') readonly slow: unknown) {}
    }
    await scrapeMidway(
      (slow) => [
        slow,
        Waiting,
        {
          provide: 'same',
          useFactory: (waiting: Waiting) => waiting,
          inject: [Waiting],
        },
      ],
      async (_midway, { document, errors }) => {
        expect(await document()).toBe('{\n"eager": 1,\n"size": 3\n}\n');
        expect(errors()).toEqual([]);
      },
    );
  });
});

describe('a module that cannot be loaded', () => {
  async function loadAndFail({
    load,
    document,
  }: Pick<Context, 'document'> & { load: (module: Type) => Promise<unknown> }) {
    const { provider, made, asked } = slowProvider();
    @Injectable()
    class Waiting {
      @ExposeVar('waiting')
      readonly size = 3;

      constructor(@Inject('slow') readonly slow: unknown) {}
    }
    const loaded = load(moduleOf({ providers: [provider, Waiting] }));
    const failed = loaded.catch((error: Error) => error.message);
    await eventually(asked);
    await document();
    made.reject(new Error('no connection'));
    expect(await failed).toBe('no connection');
  }

  test('leaves nothing in the document', async () => {
    const context = await startEager();
    await loadAndFail(context);
    expect(await context.document()).toBe(EAGER);
  });

  test('does not hide the module that is loaded next', async () => {
    const context = await startEager();
    await loadAndFail(context);
    await context.load(moduleOf({ providers: [LazyService] }));
    expect(JSON.parse(await context.document())).toMatchObject({
      eager: 1,
      lazy: { ticks: 0 },
      size: 3,
    });
  });

  test('leaves nothing of the providers that were created before it failed', async () => {
    const { load, document, errors } = await startEager();
    let attempt = 0;
    let connection = deferred<unknown>();
    @Injectable()
    class Quick {
      @ExposeVar('attempt')
      readonly attempt = ++attempt;
    }
    const lazy = moduleOf({
      providers: [
        Quick,
        { provide: 'slow', useFactory: () => connection.promise },
      ],
    });
    const failed = load(lazy).catch((error: Error) => error.message);
    await eventually(() => attempt === 1);
    await document();
    connection.reject(new Error('no connection'));
    expect(await failed).toBe('no connection');
    expect(await document()).toBe(EAGER);

    connection = deferred();
    connection.resolve({});
    await load(lazy);
    expect(await document()).toBe('{\n"attempt": 2,\n"eager": 1\n}\n');
    expect(errors()).toEqual([]);
  });
});
