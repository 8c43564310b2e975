import { Injectable, Module } from '@nestjs/common';
import {
  ExpvarModule,
  ExpvarRegistry,
  type FeatureVar,
  FloatVar,
  getVarToken,
  HistogramVar,
  InjectVar,
  IntVar,
  MapVar,
  RateVar,
  StringVar,
} from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { call } from '../support/http-client.js';
import { bareExpvar } from '../support/bare-document.js';
import { namedModule } from '../support/named-module.js';
import { moduleOf, platforms, start } from '../support/platforms.js';
import { startUpError } from '../support/start-up.js';

@Injectable()
class OrdersService {
  constructor(
    @InjectVar('orders') readonly orders: IntVar,
    @InjectVar('revenue') readonly revenue: FloatVar,
    @InjectVar('lastOrder') readonly lastOrder: StringVar,
    @InjectVar('ordersByCountry') readonly byCountry: MapVar,
    @InjectVar('orderSeconds') readonly seconds: HistogramVar,
    @InjectVar('ordersRate') readonly rate: RateVar,
  ) {}

  place(): void {
    this.orders.add(1);
    this.revenue.add(9.5);
    this.lastOrder.set('<a>');
    this.byCountry.add('NL');
    this.seconds.record(0.25);
    this.rate.add(0);
  }
}

@Module({
  imports: [
    ExpvarModule.forFeature([
      {
        name: 'orders',
        type: 'int',
        description: 'Orders placed',
        unit: '1',
        kind: 'counter',
      },
      { name: 'revenue', type: 'float' },
      { name: 'lastOrder', type: 'string' },
      { name: 'ordersByCountry', type: 'map' },
      { name: 'orderSeconds', type: 'histogram', unit: 's' },
      { name: 'ordersRate', type: 'rate' },
    ]),
  ],
  providers: [OrdersService],
})
class OrdersModule {}

describe.each(platforms)('forFeature on %s', (platform) => {
  test('gives variables of all types to @InjectVar', async () => {
    const { app, url } = await start(
      platform,
      moduleOf({ imports: [bareExpvar(), OrdersModule] }),
    );
    const service = app.get(OrdersService, { strict: false });
    expect(service.orders).toBeInstanceOf(IntVar);
    expect(service.revenue).toBeInstanceOf(FloatVar);
    expect(service.lastOrder).toBeInstanceOf(StringVar);
    expect(service.byCountry).toBeInstanceOf(MapVar);
    expect(service.seconds).toBeInstanceOf(HistogramVar);
    expect(service.rate).toBeInstanceOf(RateVar);
    service.place();
    expect((await call(`${url}/debug/vars`)).text).toBe(
      [
        '{',
        '"lastOrder": "\\u003ca\\u003e",',
        '"orderSeconds": {"count":1,"sum":0.25,"min":0.25,"max":0.25,"mean":0.25,"p50":0.25,"p90":0.25,"p95":0.25,"p99":0.25},',
        '"orders": 1,',
        '"ordersByCountry": {"NL": 1},',
        '"ordersRate": {"count":0,"rate1m":0,"rate5m":0,"rate15m":0},',
        '"revenue": 9.5',
        '}',
        '',
      ].join('\n'),
    );
  });

  test('publishes variables that no class injects', async () => {
    const { url } = await start(
      platform,
      moduleOf({
        imports: [
          bareExpvar(),
          ExpvarModule.forFeature([{ name: 'lonely', type: 'int' }]),
        ],
      }),
    );
    expect((await call(`${url}/debug/vars`)).text).toBe('{\n"lonely": 0\n}\n');
  });

  test('passes the metadata to the registry', async () => {
    const { app } = await start(
      platform,
      moduleOf({ imports: [OrdersModule, bareExpvar()] }),
    );
    const registry = app.get(ExpvarRegistry);
    expect(registry.meta('orders')).toEqual({
      description: 'Orders placed',
      unit: '1',
      kind: 'counter',
      source: 'ExpvarModule.forFeature() of OrdersModule',
    });
    expect(registry.meta('revenue')).toEqual({
      source: 'ExpvarModule.forFeature() of OrdersModule',
    });
    expect(registry.meta('orderSeconds')).toEqual({
      unit: 's',
      source: 'ExpvarModule.forFeature() of OrdersModule',
    });
    expect(registry.get('orders')).toBe(
      app.get(getVarToken('orders'), { strict: false }),
    );
  });

  test('publishes one variable for a module that is imported twice', async () => {
    const feature = ExpvarModule.forFeature([{ name: 'shared', type: 'int' }]);
    const { app, url } = await start(
      platform,
      moduleOf({
        imports: [
          bareExpvar(),
          moduleOf({ imports: [feature] }),
          moduleOf({ imports: [feature] }),
        ],
      }),
    );
    app.get<IntVar>(getVarToken('shared'), { strict: false }).add(2);
    expect((await call(`${url}/debug/vars`)).text).toBe('{\n"shared": 2\n}\n');
  });

  test('refuses a name that is taken, and names both owners', async () => {
    @Injectable()
    class Publisher {
      constructor(registry: ExpvarRegistry) {
        registry.newInt('orders');
      }
    }
    const message = await startUpError(platform, () =>
      moduleOf({
        imports: [bareExpvar(), OrdersModule],
        providers: [Publisher],
      }),
    );
    expect(message).toMatch(
      /^expvar: reuse of exported var name: "orders" is published by .+ and again by .+; rename one of them/,
    );
    expect(message).toContain('ExpvarModule.forFeature()');
    expect(message).toContain('registry.newInt()');
  });

  test('refuses one name of two modules, and says how they can share it', async () => {
    const message = await startUpError(platform, () =>
      moduleOf({
        imports: [
          bareExpvar(),
          namedModule('OrdersModule', {
            imports: [ExpvarModule.forFeature([{ name: 'twin', type: 'int' }])],
          }),
          namedModule('BillingModule', {
            imports: [
              ExpvarModule.forFeature([{ name: 'twin', type: 'float' }]),
            ],
          }),
        ],
      }),
    );
    expect(message).toBe(
      'expvar: reuse of exported var name: "twin" is published by ExpvarModule.forFeature() of OrdersModule and again by ExpvarModule.forFeature() of BillingModule; rename one of them, or publish it once and share the variable: declare it in one module, export what forFeature() returned from there, and import that module',
    );
  });

  test('shares a variable that its module exports', async () => {
    const feature = ExpvarModule.forFeature([{ name: 'twin', type: 'int' }]);
    const OrdersModule = moduleOf({ imports: [feature], exports: [feature] });
    @Injectable()
    class Billing {
      constructor(@InjectVar('twin') readonly twin: IntVar) {
        twin.add(3);
      }
    }
    const { url } = await start(
      platform,
      moduleOf({
        imports: [
          bareExpvar(),
          OrdersModule,
          moduleOf({ imports: [OrdersModule], providers: [Billing] }),
        ],
      }),
    );
    expect((await call(`${url}/debug/vars`)).text).toBe('{\n"twin": 3\n}\n');
  });

  test('refuses one name twice in one list', () => {
    expect(() =>
      ExpvarModule.forFeature([
        { name: 'twin', type: 'int' },
        { name: 'twin', type: 'float' },
      ]),
    ).toThrow(
      'expvar: ExpvarModule.forFeature() option twin: it is declared twice in one list; rename one of them, or declare it once',
    );
  });

  test('lists all mistakes of one list', () => {
    expect(() =>
      ExpvarModule.forFeature([
        { name: 'orders', type: 'integer' },
        { name: 'wait', type: 'histogram', windw: 60, kind: 'histo' },
        { name: 5, type: 'int' },
        'jobs',
      ] as unknown as FeatureVar[]),
    ).toThrow(
      [
        'expvar: ExpvarModule.forFeature() has 5 mistakes in its options:',
        "- option orders.type: it must be 'int', 'float', 'string', 'map', 'func', 'histogram' or 'rate', not the string \"integer\"",
        '- option wait: it has no member "windw"; did you mean "window"?',
        "- option wait.kind: it must be 'counter', 'gauge', 'histogram' or 'info' (did you mean 'histogram'?), not the string \"histo\"",
        "- option [2].name: it must be a name such as 'orders', not 5",
        "- option [3]: it must be an object such as { name: 'orders', type: 'int' }, not the string \"jobs\"",
      ].join('\n'),
    );
  });

  test('has types that refuse a window or a function in the wrong place', () => {
    const types: FeatureVar[] = [
      { name: 'wait', type: 'histogram', window: 60 },
      { name: 'load', type: 'func', fn: () => 1 },
      // @ts-expect-error -- A func needs its function.
      { name: 'queue', type: 'func' },
      // @ts-expect-error -- Only a histogram has a window.
      { name: 'orders', type: 'int', window: 60 },
      // @ts-expect-error -- Only a func has a function.
      { name: 'jobs', type: 'map', fn: () => 1 },
    ];
    expect(types).toHaveLength(5);
  });

  test('refuses names in place of variables', () => {
    expect(() =>
      ExpvarModule.forFeature('orders' as unknown as FeatureVar[]),
    ).toThrow(
      "expvar: ExpvarModule.forFeature() takes a list such as [{ name: 'orders', type: 'int' }], not the string \"orders\"",
    );
  });

  test('publishes what a function returns', async () => {
    let queue = 2;
    const { url, app } = await start(
      platform,
      moduleOf({
        imports: [
          bareExpvar(),
          ExpvarModule.forFeature([
            { name: 'queue', type: 'func', fn: () => queue, unit: '{job}' },
          ]),
        ],
      }),
    );
    queue = 3;
    expect((await call(`${url}/debug/vars`)).text).toBe('{\n"queue": 3\n}\n');
    expect(app.get(ExpvarRegistry).meta('queue')).toEqual({
      unit: '{job}',
      source: 'ExpvarModule.forFeature() of TestModule',
    });
  });

  test.each<[object, string]>([
    [
      { name: 'queue', type: 'func' },
      "expvar: ExpvarModule.forFeature() option queue.fn: the type 'func' needs a function; write fn: () => value",
    ],
    [
      { name: 'queue', type: 'int', fn: () => 1 },
      "expvar: ExpvarModule.forFeature() option queue.fn: only the type 'func' has a function; remove it, or write type: 'func' instead of 'int'",
    ],
  ])(
    'refuses a function that is missing or not wanted: %o',
    (variable, message) => {
      expect(() => ExpvarModule.forFeature([variable as FeatureVar])).toThrow(
        message,
      );
    },
  );

  test('names the variable and forFeature where none is declared', async () => {
    @Injectable()
    class Billing {
      constructor(@InjectVar('nope') readonly nope: IntVar) {}
    }
    const message = await startUpError(platform, () =>
      moduleOf({ imports: [bareExpvar()], providers: [Billing] }),
    );
    expect(message).toContain(
      'expvar variable "nope" of ExpvarModule.forFeature()',
    );
  });

  test.each(['', 'a\nb', 'x'.repeat(257), 'memstats', 'CmdLine'])(
    'refuses the name %j',
    async (name) => {
      const message = await startUpError(platform, () =>
        moduleOf({
          imports: [
            bareExpvar(),
            ExpvarModule.forFeature([{ name, type: 'int' }]),
          ],
        }),
      );
      expect(message).toContain(
        'ExpvarModule.forFeature() of TestModule cannot publish',
      );
    },
  );

  test.each([
    ['integer', 'not the string "integer"'],
    ['toString', 'not the string "toString"'],
    [undefined, 'not undefined'],
    [1, 'not 1'],
    [Symbol('int'), 'not a symbol'],
    ['Int', '(did you mean \'int\'?), not the string "Int"'],
  ])('refuses the type %o', (type, received) => {
    const variable = { name: 'orders', type } as unknown as FeatureVar;
    const declare = () => ExpvarModule.forFeature([variable]);
    expect(declare).toThrow(
      "expvar: ExpvarModule.forFeature() option orders.type: it must be 'int', 'float', 'string', 'map', 'func', 'histogram' or 'rate'",
    );
    expect(declare).toThrow(received);
  });

  test('gives a histogram its window', async () => {
    const { app, url } = await start(
      platform,
      moduleOf({
        imports: [
          bareExpvar(),
          ExpvarModule.forFeature([
            { name: 'wait', type: 'histogram', window: 3600, unit: 's' },
          ]),
        ],
      }),
    );
    const wait = app.get<HistogramVar>(getVarToken('wait'), { strict: false });
    wait.record(2);
    const { text } = await call(`${url}/debug/vars`);
    expect(JSON.parse(text)).toMatchObject({
      wait: { count: 1, window: { seconds: 3600, count: 1, p99: 2 } },
    });
    expect(app.get(ExpvarRegistry).meta('wait')).toEqual({
      unit: 's',
      source: 'ExpvarModule.forFeature() of TestModule',
    });
  });

  test.each(['int', 'float', 'string', 'map', 'rate'] as const)(
    'refuses a window for the type %s',
    (type) => {
      expect(() =>
        ExpvarModule.forFeature([
          { name: 'orders', type, window: 60 } as unknown as FeatureVar,
        ]),
      ).toThrow(
        `expvar: ExpvarModule.forFeature() option orders.window: only a histogram has a window; remove it, or write type: 'histogram' instead of '${type}'`,
      );
    },
  );

  test.each([-1, 0, 60_000, NaN, '60'])('refuses the window %o', (window) => {
    expect(() =>
      ExpvarModule.forFeature([
        { name: 'wait', type: 'histogram', window: window as number },
      ]),
    ).toThrow(
      'expvar: ExpvarModule.forFeature() option wait.window: it must be a number of seconds from 0.001 to 3600, not ',
    );
  });

  test.each([
    ['forRoot', []],
    ['a global forRoot', [bareExpvar({ isGlobal: false })]],
  ])('names the missing import without %s', async (_name, imports) => {
    const message = await startUpError(platform, () =>
      moduleOf({ imports: [...imports, OrdersModule] }),
    );
    expect(message).toBe(
      'expvar: ExpvarModule.forFeature() declares "orders", "revenue", "lastOrder", "ordersByCountry", "orderSeconds", "ordersRate", but no ExpvarRegistry can be injected; import ExpvarModule.forRoot() in the root module, and do not set isGlobal to false',
    );
  });
});
