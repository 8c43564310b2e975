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
import { bareExpvar } from '../support/page.js';
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
      source: 'ExpvarModule.forFeature()',
    });
    expect(registry.meta('revenue')).toEqual({
      source: 'ExpvarModule.forFeature()',
    });
    expect(registry.meta('orderSeconds')).toEqual({
      unit: 's',
      source: 'ExpvarModule.forFeature()',
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

  test('refuses one name twice', async () => {
    const message = await startUpError(platform, () =>
      moduleOf({
        imports: [
          bareExpvar(),
          ExpvarModule.forFeature([{ name: 'twin', type: 'int' }]),
          ExpvarModule.forFeature([{ name: 'twin', type: 'float' }]),
        ],
      }),
    );
    expect(message).toContain('reuse of exported var name: "twin"');
  });

  test('refuses one name twice in one list', async () => {
    const message = await startUpError(platform, () =>
      moduleOf({
        imports: [
          bareExpvar(),
          ExpvarModule.forFeature([
            { name: 'twin', type: 'int' },
            { name: 'twin', type: 'float' },
          ]),
        ],
      }),
    );
    expect(message).toContain('"twin"');
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
      expect(message).toContain('ExpvarModule.forFeature() cannot publish');
    },
  );

  test.each([
    ['integer', 'the string "integer"'],
    ['toString', 'the string "toString"'],
    [undefined, 'undefined'],
    [1, '1'],
    [Symbol('int'), 'a symbol'],
  ])('refuses the type %o', async (type, described) => {
    const variable = { name: 'orders', type } as unknown as FeatureVar;
    const message = await startUpError(platform, () =>
      moduleOf({
        imports: [bareExpvar(), ExpvarModule.forFeature([variable])],
      }),
    );
    expect(message).toBe(
      `expvar: ExpvarModule.forFeature(): "orders" has ${described} as its type; it must be 'int', 'float', 'string', 'map', 'histogram' or 'rate'`,
    );
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
      source: 'ExpvarModule.forFeature()',
    });
  });

  test.each(['int', 'float', 'string', 'map', 'rate'] as const)(
    'refuses a window for the type %s',
    async (type) => {
      const message = await startUpError(platform, () =>
        moduleOf({
          imports: [
            bareExpvar(),
            ExpvarModule.forFeature([{ name: 'orders', type, window: 60 }]),
          ],
        }),
      );
      expect(message).toBe(
        `expvar: ExpvarModule.forFeature(): "orders" has a window, but its type is '${type}'; only a histogram has a window, so leave it out`,
      );
    },
  );

  test('refuses a window that is no number of seconds', async () => {
    const message = await startUpError(platform, () =>
      moduleOf({
        imports: [
          bareExpvar(),
          ExpvarModule.forFeature([
            { name: 'wait', type: 'histogram', window: -1 },
          ]),
        ],
      }),
    );
    expect(message).toBe(
      'expvar: ExpvarModule.forFeature(): "wait" is invalid: window must be a number of seconds, 0.001 or more; it is -1',
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
