// All errors of the start: the mistake, and the message with its remedy. Tests of
// each part show where the borders of what is allowed are.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Injectable, type ModuleMetadata, Scope } from '@nestjs/common';
import {
  Counted,
  ExposeVar,
  ExposeVarMap,
  ExpvarModule,
  ExpvarRegistry,
  InjectVar,
  IntVar,
  Timed,
} from 'nestjs-expvar';
import { describe, expect, onTestFinished, test } from 'vitest';
import { portOf } from '../support/port-of.mjs';
import { namedModule } from '../support/named-module.js';
import { bareExpvar } from '../support/bare-document.js';
import { startUpError } from '../support/start-up.js';

/** The message with which an application does not start. */
function errorOf(imports: () => ModuleMetadata['imports'] = () => []) {
  return startUpError('express', () =>
    namedModule('AppModule', { imports: imports() ?? [] }),
  );
}

function withProviders(...providers: NonNullable<ModuleMetadata['providers']>) {
  return errorOf(() => [
    bareExpvar(),
    namedModule('ShopModule', { providers }),
  ]);
}

describe('options of ExpvarModule.forRoot()', () => {
  test.each<[unknown, string]>([
    [
      { acces: 'public' },
      'expvar: ExpvarModule has no option "acces"; did you mean "access"?',
    ],
    [
      { access: 'publc' },
      `expvar: ExpvarModule option access: it must be 'loopback', 'public', { token: '…' }, { allow: ['10.0.0.0/8'] } or a function of the request that returns true or false, not the string "publc"; did you mean 'public'?`,
    ],
    [
      { access: { alow: ['10.0.0.0/8'] } },
      'expvar: ExpvarModule option access: it has no member "alow"; did you mean "allow"?',
    ],
    [
      { access: { allow: ['10.0.0.1/8'] } },
      'expvar: ExpvarModule option access.allow: the string "10.0.0.1/8" is no network; write it as 10.0.0.0/8 or fd00::/8, with no bits set beyond the prefix, or one address as 10.0.0.5',
    ],
    [
      { access: { allow: [] } },
      "expvar: ExpvarModule option access.allow: it must be a list of networks or addresses, such as ['10.0.0.0/8'], not []",
    ],
    [
      { access: { token: 'secret' } },
      'expvar: ExpvarModule option access.token: it must be a string of 16 characters or more, printable ASCII without spaces; it is 6 characters long. If it comes from the environment, is the variable set?',
    ],
    [
      { access: { token: undefined } },
      'expvar: ExpvarModule option access.token: it must be a string of 16 characters or more, printable ASCII without spaces; it is of type undefined. If it comes from the environment, is the variable set?',
    ],
    [
      { cmdline: 'redacted' },
      `expvar: ExpvarModule option cmdline: it must be true, 'full', false or a function, not the string "redacted"`,
    ],
    [
      { cmdline: () => [] },
      'expvar: ExpvarModule option cmdline: its function must return an array of at least one string, not an array; clients fail on anything else',
    ],
    [
      { memstats: { collections: 'minor' } },
      `expvar: ExpvarModule option memstats.collections: it must be 'all' or 'major', not the string "minor"`,
    ],
    [
      { node: { groups: ['cpus'] } },
      `expvar: ExpvarModule option node.groups: it must be 'cpu', 'eventLoop', 'fds', 'gc', 'heap', 'memory', 'resources', 'threads', 'versions' or 'workers' (did you mean 'cpu'?), not the string "cpus"`,
    ],
    [
      { node: { window: 10_000 } },
      'expvar: ExpvarModule option node.window: it must be a number of seconds from 1 to 3600, not 10000',
    ],
    [
      { http: { maxRoutes: -1 } },
      'expvar: ExpvarModule option http.maxRoutes: it must be a whole number from 1 to 10000, not -1',
    ],
    [
      { name: 'a/b' },
      `expvar: ExpvarModule option name: it must be a name such as 'quotes', without slashes and line breaks, not the string "a/b"`,
    ],
    [
      { name: 'quotes', cmdline: false },
      'expvar: ExpvarModule option name: clients read it from cmdline, which is off; remove one of them',
    ],
    [
      { deadline: '500' },
      'expvar: ExpvarModule option deadline: it must be a number of milliseconds from 50 to 10000, not the string "500"',
    ],
    [
      { path: '/vars/:id' },
      `expvar: ExpvarModule option path: it must be a plain path such as '/debug/vars', without parameters or wildcards, not the string "/vars/:id"`,
    ],
    [
      { server: 9100 },
      'expvar: ExpvarModule option server: it must be an object such as { port: 9100 }, not 9100',
    ],
    [
      { server: { port: 65_536 } },
      'expvar: ExpvarModule option server.port: it must be a whole number from 0 to 65535, not 65536',
    ],
    [
      { server: { port: 0, hots: 'localhost' } },
      'expvar: ExpvarModule option server: it has no member "hots"; did you mean "host"?',
    ],
    [
      { server: { port: 0, host: '0.0.0.0' } },
      "expvar: ExpvarModule option access: it must be set, to { token } or { allow }, when server.host is 0.0.0.0; the default, 'loopback', answers only at 127.0.0.1, ::1 and localhost",
    ],
    [
      { server: { port: 0 }, guards: [class {}] },
      "expvar: ExpvarModule option guards: Nest's guards do not protect the option server; protect it with access, or set controller: true to serve and guard the application's port as well",
    ],
    [
      { dashboard: 'yes' },
      'expvar: ExpvarModule option dashboard: it must be true, false or { limits }, not the string "yes"',
    ],
    [
      { isGlobal: 1 },
      'expvar: ExpvarModule option isGlobal: it must be true or false, not 1',
    ],
    [
      'public',
      'expvar: the options of ExpvarModule must be an object, not the string "public"; pass one to forRoot, or return one from the factory of forRootAsync',
    ],
    [
      { prometheus: { prefix: '1_' } },
      `expvar: ExpvarModule option prometheus.prefix: it must be the beginning of a name such as 'quotes_', of letters, digits, underscores and colons, not the string "1_"`,
    ],
    [
      { prometheus: { labels: { le: '1' } } },
      "expvar: ExpvarModule option prometheus.labels: it must be an object such as { region: 'eu' }, whose names consist of letters, digits and underscores, do not begin with __, and are not le or quantile, not an object",
    ],
    [
      { acces: 'public', deadline: 10, node: { groop: [] } },
      [
        'expvar: ExpvarModule has 3 mistakes in its options:',
        '- has no option "acces"; did you mean "access"?',
        '- option node: it has no member "groop"; its members are groups, window',
        '- option deadline: it must be a number of milliseconds from 50 to 10000, not 10',
      ].join('\n'),
    ],
  ])('%o is refused', async (options, message) => {
    expect(await errorOf(() => [ExpvarModule.forRoot(options as object)])).toBe(
      message,
    );
  });
});

test('a port that another server has is refused', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const port = portOf(taken);
  expect(
    await errorOf(() => [ExpvarModule.forRoot({ server: { port } })]),
  ).toBe(
    `expvar: cannot serve http://127.0.0.1:${port}/debug/vars: the port is taken; change server.port, or stop what listens there (in a cluster every worker needs a port of its own)`,
  );
});

describe('options of ExpvarModule.forRootAsync()', () => {
  test.each<[string, object, string]>([
    [
      'no factory',
      {},
      'expvar: ExpvarModule has no source of options; pass useFactory, useClass or useExisting to forRootAsync',
    ],
    [
      'an option of the factory beside it',
      { useFactory: () => ({}), access: 'public' },
      'expvar: ExpvarModule option access: the factory of forRootAsync must return it; move it there',
    ],
    [
      'an option that belongs beside the factory',
      { useFactory: () => ({ path: '/x' }) },
      'expvar: ExpvarModule option path: it is needed before the factory runs; write it beside the factory: forRootAsync({ path, useFactory })',
    ],
    [
      'a factory that returns no object',
      { useFactory: () => 'public' },
      'expvar: the options of ExpvarModule must be an object, not the string "public"; pass one to forRoot, or return one from the factory of forRootAsync',
    ],
    [
      'a wrong option',
      { useFactory: () => ({ deadline: 10 }) },
      'expvar: ExpvarModule option deadline: it must be a number of milliseconds from 50 to 10000, not 10',
    ],
  ])('%s is refused', async (_mistake, options, message) => {
    expect(
      await errorOf(() => [
        ExpvarModule.forRootAsync(options as { useFactory: () => object }),
      ]),
    ).toBe(message);
  });
});

describe('variables of ExpvarModule.forFeature()', () => {
  test.each<[unknown, string]>([
    [
      'orders',
      `expvar: ExpvarModule.forFeature() takes a list such as [{ name: 'orders', type: 'int' }], not the string "orders"`,
    ],
    [
      [{ name: 'orders', type: 'integer' }],
      `expvar: ExpvarModule.forFeature() option orders.type: it must be 'int', 'float', 'string', 'map', 'func', 'histogram' or 'rate', not the string "integer"`,
    ],
    [
      [{ type: 'int' }],
      "expvar: ExpvarModule.forFeature() option [0].name: it must be a name such as 'orders', not undefined",
    ],
    [
      [{ name: 'orders', type: 'int', desc: 'Orders' }],
      'expvar: ExpvarModule.forFeature() option orders: it has no member "desc"; did you mean "description"?',
    ],
    [
      [{ name: 'orders', type: 'int', window: 60 }],
      "expvar: ExpvarModule.forFeature() option orders.window: only a histogram has a window; remove it, or write type: 'histogram' instead of 'int'",
    ],
    [
      [{ name: 'orders', type: 'func' }],
      "expvar: ExpvarModule.forFeature() option orders.fn: the type 'func' needs a function; write fn: () => value",
    ],
    [
      [{ name: 'orders', type: 'int', fn: () => 1 }],
      "expvar: ExpvarModule.forFeature() option orders.fn: only the type 'func' has a function; remove it, or write type: 'func' instead of 'int'",
    ],
    [
      [
        { name: 'orders', type: 'int' },
        { name: 'orders', type: 'float' },
      ],
      'expvar: ExpvarModule.forFeature() option orders: it is declared twice in one list; rename one of them, or declare it once',
    ],
    [
      [{ name: 'orders', type: 'map', label: 'le' }],
      'expvar: ExpvarModule.forFeature() option orders.label: it must be the name of a Prometheus label such as \'status\', or a list of them; le, quantile and names that begin with __ are reserved, not the string "le"',
    ],
    [
      [{ name: 'memstats', type: 'int' }],
      `expvar: ExpvarModule.forFeature() of AppModule cannot publish the name "memstats": cmdline and memstats are reserved in every letter case, because Go clients ignore the case of these names; choose another name, or give the class another map with @ExposeVarMap('name')`,
    ],
  ])('%o is refused', async (variables, message) => {
    expect(
      await errorOf(() => [
        bareExpvar(),
        ExpvarModule.forFeature(variables as never),
      ]),
    ).toBe(message);
  });
});

describe('imports', () => {
  test.each<[string, () => ModuleMetadata['imports'], string]>([
    [
      'ExpvarModule without forRoot()',
      () => [ExpvarModule],
      'expvar: ExpvarModule is imported without forRoot(); import ExpvarModule.forRoot() in the root module, and nothing elsewhere: ExpvarRegistry is global',
    ],
    [
      'ExpvarModule.forRoot() twice',
      () => [
        namedModule('OrdersModule', { imports: [ExpvarModule.forRoot()] }),
        ExpvarModule.forRoot({ path: '/x' }),
      ],
      'expvar: ExpvarModule.forRoot() is imported more than once, by AppModule and OrdersModule; import it once, in the root module, and inject ExpvarRegistry elsewhere',
    ],
    [
      'forFeature() without forRoot()',
      () => [ExpvarModule.forFeature([{ name: 'orders', type: 'int' }])],
      'expvar: ExpvarModule.forFeature() declares "orders", but no ExpvarRegistry can be injected; import ExpvarModule.forRoot() in the root module, and do not set isGlobal to false',
    ],
    [
      'one name in forFeature() of two modules',
      () => [
        bareExpvar(),
        namedModule('OrdersModule', {
          imports: [ExpvarModule.forFeature([{ name: 'orders', type: 'int' }])],
        }),
        namedModule('ShopModule', {
          imports: [
            ExpvarModule.forFeature([{ name: 'orders', type: 'float' }]),
          ],
        }),
      ],
      'expvar: reuse of exported var name: "orders" is published by ExpvarModule.forFeature() of OrdersModule and again by ExpvarModule.forFeature() of ShopModule; rename one of them, or publish it once and share the variable: declare it in one module, export what forFeature() returned from there, and import that module',
    ],
  ])('%s is refused', async (_mistake, imports, message) => {
    expect(await errorOf(imports)).toBe(message);
  });
});

test('@InjectVar() of a name that no forFeature() declares is an error of Nest that says so', async () => {
  class OrdersService {
    readonly orders: IntVar | undefined;
  }
  InjectVar('orders')(OrdersService.prototype, 'orders');
  expect(await withProviders(OrdersService)).toContain(
    'expvar variable "orders" of ExpvarModule.forFeature()',
  );
});

describe('metadata', () => {
  test.each<[unknown, string]>([
    [
      { kind: 'count' },
      `expvar: the metadata of "orders.placed", published by OrdersService.placed (providers of ShopModule), option kind: it must be 'counter', 'gauge', 'histogram' or 'info' (did you mean 'counter'?), not the string "count"`,
    ],
    [
      { desc: 'Orders' },
      'expvar: the metadata of "orders.placed", published by OrdersService.placed (providers of ShopModule), has no option "desc"; did you mean "description"?',
    ],
    [
      { unit: 5 },
      `expvar: the metadata of "orders.placed", published by OrdersService.placed (providers of ShopModule), option unit: it must be a unit in UCUM, such as 's', 'By', '1' or '{request}', not 5`,
    ],
    [
      { description: '' },
      'expvar: the metadata of "orders.placed", published by OrdersService.placed (providers of ShopModule), option description: it must be a sentence, not the string ""',
    ],
    [
      { history: 'yes' },
      'expvar: the metadata of "orders.placed", published by OrdersService.placed (providers of ShopModule), option history: it must be true or false, not the string "yes"',
    ],
    [
      { limits: { warning: 2, critical: 1 } },
      'expvar: the metadata of "orders.placed", published by OrdersService.placed (providers of ShopModule), option limits: it must be { warning, critical } with one or both of them, and critical beyond warning; with below: true they are lower limits, not { warning: 2, critical: 1 }',
    ],
    [
      { members: { open: { kind: 'count' } } },
      `expvar: the metadata of "orders.placed", published by OrdersService.placed (providers of ShopModule), option members.open.kind: it must be 'counter', 'gauge', 'histogram' or 'info' (did you mean 'counter'?), not the string "count"`,
    ],
    [
      { each: 'request' },
      `expvar: the metadata of "orders.placed", published by OrdersService.placed (providers of ShopModule), option each: it must be an object with metadata, such as { kind: 'counter' }, not the string "request"`,
    ],
    [
      { buckets: [2, 1] },
      'expvar: the metadata of "orders.placed", published by OrdersService.placed (providers of ShopModule), option buckets: it must be a list of finite upper bounds above 0 in ascending order, such as [0.1, 0.5, 2]; +Inf is added, not an array',
    ],
    [
      { metric: 'jobs failed' },
      `expvar: the metadata of "orders.placed", published by OrdersService.placed (providers of ShopModule), option metric: it must be the name of a Prometheus metric such as 'jobs_failed_total', or false, not the string "jobs failed"`,
    ],
    [
      { kind: 'count', desc: 'Orders' },
      [
        'expvar: the metadata of "orders.placed", published by OrdersService.placed (providers of ShopModule), has 2 mistakes in its options:',
        '- has no option "desc"; did you mean "description"?',
        `- option kind: it must be 'counter', 'gauge', 'histogram' or 'info' (did you mean 'counter'?), not the string "count"`,
      ].join('\n'),
    ],
  ])('%o is refused', async (meta, message) => {
    class OrdersService {
      readonly placed = new IntVar();
    }
    ExposeVar(meta as object)(OrdersService.prototype, 'placed');
    expect(await withProviders(OrdersService)).toBe(message);
  });
});

describe('names', () => {
  test.each([
    [
      '',
      'expvar: OrdersService.placed (providers of ShopModule) cannot publish the name "": a name must be 1 to 256 bytes of UTF-8',
    ],
    [
      'CmdLine',
      `expvar: OrdersService.placed (providers of ShopModule) cannot publish the name "CmdLine": cmdline and memstats are reserved in every letter case, because Go clients ignore the case of these names; choose another name, or give the class another map with @ExposeVarMap('name')`,
    ],
    [
      'memstats',
      `expvar: OrdersService.placed (providers of ShopModule) cannot publish the name "memstats": cmdline and memstats are reserved in every letter case, because Go clients ignore the case of these names; choose another name, or give the class another map with @ExposeVarMap('name')`,
    ],
    [
      'a\nb',
      'expvar: OrdersService.placed (providers of ShopModule) cannot publish the name "a\\nb": a name must not contain control characters',
    ],
    [
      'x'.repeat(257),
      `expvar: OrdersService.placed (providers of ShopModule) cannot publish the name "${'x'.repeat(257)}": a name must be 1 to 256 bytes of UTF-8`,
    ],
    [
      '\ud800',
      'expvar: OrdersService.placed (providers of ShopModule) cannot publish the name "\\ud800": a name must not contain lone surrogates',
    ],
  ])('%j is refused', async (name, message) => {
    class OrdersService {
      readonly placed = new IntVar();
    }
    ExposeVar(name)(OrdersService.prototype, 'placed');
    expect(await withProviders(OrdersService)).toBe(message);
  });
});

describe('classes', () => {
  test('two variables with one name are refused', async () => {
    class OrdersService {
      @ExposeVar('orders')
      readonly placed = new IntVar();
    }
    class ShopService {
      @ExposeVar('orders')
      readonly open = new IntVar();
    }
    expect(await withProviders(OrdersService, ShopService)).toBe(
      'expvar: reuse of exported var name: "orders" is published by OrdersService.placed (providers of ShopModule) and again by ShopService.open (providers of ShopModule); rename one of them, or publish it once and share the variable',
    );
  });

  test('two variables with one key in a map are refused', async () => {
    @ExposeVarMap('shop')
    class OrdersService {
      @ExposeVar()
      readonly size = new IntVar();
    }
    @ExposeVarMap('shop')
    class ShopService {
      @ExposeVar()
      readonly size = new IntVar();
    }
    expect(await withProviders(OrdersService, ShopService)).toBe(
      `expvar: reuse of key "size" in map "shop": by OrdersService.size (providers of ShopModule) and again by ShopService.size (providers of ShopModule); rename one of them, or give one of the classes a map of its own with @ExposeVarMap('name')`,
    );
  });

  test('one class in two modules is refused', async () => {
    class OrdersService {
      @ExposeVar()
      readonly placed = new IntVar();
    }
    expect(
      await errorOf(() => [
        bareExpvar(),
        namedModule('OrdersModule', { providers: [OrdersService] }),
        namedModule('ShopModule', { providers: [OrdersService] }),
      ]),
    ).toBe(
      'expvar: reuse of key "placed" in map "orders": by OrdersService.placed (providers of OrdersModule) and again by OrdersService.placed (providers of ShopModule); there are two instances of the class, so provide it once, in a module that exports it, and import that module',
    );
  });

  test('a map with the name of another variable is refused', async () => {
    class OrdersService {
      @ExposeVar()
      readonly placed = new IntVar();

      @ExposeVar('orders')
      readonly all = new IntVar();
    }
    expect(await withProviders(OrdersService)).toBe(
      'expvar: reuse of exported var name: "orders" is published by OrdersService.placed (providers of ShopModule) and again by OrdersService.all (providers of ShopModule); rename one of them, or publish it once and share the variable',
    );
  });

  test('one name published by hand twice is refused', async () => {
    const message = await withProviders({
      provide: 'orders',
      inject: [ExpvarRegistry],
      useFactory: (registry: ExpvarRegistry) => {
        registry.newInt('orders');
        registry.newInt('orders');
      },
    });
    expect(
      message.replaceAll(/at [^;]+?:\d+\)?(?= and|;)/g, 'at main.ts'),
    ).toBe(
      'expvar: reuse of exported var name: "orders" is published by registry.newInt() at main.ts and again by registry.newInt() at main.ts; rename one of them, or publish it once and share the variable',
    );
  });

  test('a request-scoped class is refused', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class OrdersService {
      @ExposeVar()
      readonly placed = new IntVar();
    }
    expect(await withProviders(OrdersService)).toBe(
      'expvar: @ExposeVar is on OrdersService.placed, whose class has an instance per request because of a request-scoped dependency (OrdersService), so there is no single value; make the member static, or move it to a provider without request-scoped dependencies',
    );
  });

  test('a transient class is refused', async () => {
    @Injectable({ scope: Scope.TRANSIENT })
    class OrdersService {
      @ExposeVar()
      readonly placed = new IntVar();
    }
    expect(await withProviders(OrdersService)).toBe(
      'expvar: @ExposeVar is on OrdersService.placed, whose class is transient, so every instance would publish the same name; make the member static, or inject ExpvarRegistry and publish each instance under its own name',
    );
  });

  test('a class without a name is refused', async () => {
    const classes = [
      class {
        readonly placed = new IntVar();
      },
    ];
    ExposeVar()(classes[0]!.prototype, 'placed');
    expect(await withProviders(classes[0]!)).toBe(
      "expvar: @ExposeVar is on (anonymous class).placed, whose class has no name for its map; name the map with @ExposeVarMap('name')",
    );
  });

  test('a method with a parameter is refused', async () => {
    class OrdersService {
      @ExposeVar()
      find(_id: string) {
        return 1;
      }
    }
    expect(await withProviders(OrdersService)).toBe(
      'expvar: @ExposeVar is on OrdersService.find, a method with 1 parameter; a scrape has no arguments to pass, so expose a getter or a method without parameters',
    );
  });

  test('a setter without a getter is refused', async () => {
    class OrdersService {
      @ExposeVar()
      set size(_size: number) {}
    }
    expect(await withProviders(OrdersService)).toBe(
      'expvar: @ExposeVar is on OrdersService.size, which has a setter but no getter; add the getter',
    );
  });

  test('a symbol without a name is refused', async () => {
    const size = Symbol('size');
    class OrdersService {
      @ExposeVar()
      readonly [size] = new IntVar();
    }
    expect(await withProviders(OrdersService)).toBe(
      "expvar: @ExposeVar is on OrdersService.Symbol(size), whose key is a symbol; name the variable: @ExposeVar('name')",
    );
  });

  test('two decorators on one method are refused', async () => {
    class OrdersService {
      @Counted()
      @Timed()
      place() {}
    }
    expect(await withProviders(OrdersService)).toBe(
      'expvar: OrdersService.place has both @Timed and @Counted; remove @Counted, because @Timed counts calls as well',
    );
  });
});

describe('decorators in the wrong place', () => {
  function messageOf(define: () => unknown): string {
    try {
      define();
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error('nothing was thrown');
  }
  type Any = (...args: unknown[]) => unknown;
  class OrdersService {
    place() {}
  }

  test.each<[string, () => unknown, string]>([
    [
      '@ExposeVar without parentheses',
      () => (ExposeVar as Any)(OrdersService.prototype, 'place'),
      "@ExposeVar goes on a member, with parentheses: @ExposeVar(), @ExposeVar('name') or @ExposeVar({ name, kind, unit, description })",
    ],
    [
      '@ExposeVar() on a class',
      () => (ExposeVar() as Any)(OrdersService),
      "@ExposeVar goes on a member, with parentheses: @ExposeVar(), @ExposeVar('name') or @ExposeVar({ name, kind, unit, description })",
    ],
    [
      '@ExposeVarMap without parentheses',
      () => (ExposeVarMap as Any)(OrdersService),
      "@ExposeVarMap goes on a class, with parentheses: @ExposeVarMap() or @ExposeVarMap('name')",
    ],
    [
      '@Counted() on a property',
      () => (Counted() as Any)(OrdersService.prototype, 'size'),
      '@Counted goes on a method, with parentheses: @Counted() or @Counted({ name, description })',
    ],
    [
      '@Counted without parentheses',
      () => (Counted as Any)(OrdersService.prototype, 'place', {}),
      '@Counted goes on a method, with parentheses: @Counted() or @Counted({ name, description })',
    ],
    [
      '@Timed() on a getter',
      () => (Timed() as Any)(OrdersService.prototype, 'size', { get: () => 1 }),
      '@Timed is on OrdersService.size, which is a getter; put it on a method, below decorators that turn methods into getters',
    ],
    [
      'a standard decorator',
      () => (ExposeVar() as Any)(undefined, { kind: 'field', name: 'size' }),
      `@ExposeVar needs TypeScript's "experimentalDecorators": true, as NestJS does`,
    ],
    [
      '@Timed({ windw })',
      () =>
        (Timed({ windw: 60 } as object) as Any)(
          OrdersService.prototype,
          'place',
          { value() {} },
        ),
      'expvar: @Timed on OrdersService.place has no option "windw"; did you mean "window"?',
    ],
    [
      '@Timed({ unit })',
      () =>
        (Timed({ unit: 'seconds' } as object) as Any)(
          OrdersService.prototype,
          'place',
          { value() {} },
        ),
      `expvar: @Timed on OrdersService.place option unit: it must be 's', 'ms' or 'us', not the string "seconds"`,
    ],
    [
      '@Timed({ limits }) without window',
      () =>
        (Timed({ limits: { warning: 1 } }) as Any)(
          OrdersService.prototype,
          'place',
          { value() {} },
        ),
      'expvar: @Timed on OrdersService.place option limits: they are for the p99 of the window; set window too, such as window: 60',
    ],
    [
      '@Counted({ window })',
      () =>
        (Counted({ window: 60 } as object) as Any)(
          OrdersService.prototype,
          'place',
          { value() {} },
        ),
      'expvar: @Counted on OrdersService.place has no option "window"; its options are description, name',
    ],
  ])('%s is refused', (_mistake, define, message) => {
    expect(messageOf(define)).toBe(message);
  });
});
