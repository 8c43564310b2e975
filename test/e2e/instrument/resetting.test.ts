import { Controller, Get, Injectable, Scope } from '@nestjs/common';
import { LazyModuleLoader } from '@nestjs/core';
import {
  Counted,
  ExposeVar,
  ExpvarRegistry,
  IntVar,
  Timed,
} from 'nestjs-expvar';
import { readMetrics, resetMetrics } from 'nestjs-expvar/testing';
import { expect, test } from 'vitest';
import { startContext } from '../../support/contexts.js';
import { call } from '../../support/http-client.js';
import { bareExpvar } from '../../support/bare-document.js';
import { moduleOf, platforms, start } from '../../support/platforms.js';

const NONE = '{"calls": 0, "errors": 0, "inFlight": 0}';

test.each(platforms)(
  'resetMetrics() resets all instruments of an application on %s',
  async (platform) => {
    @Injectable()
    class OrdersService {
      @ExposeVar()
      readonly stock = new IntVar(5);

      @Counted({ name: 'audits' })
      static audit() {}

      @Counted()
      place() {}
    }

    @Injectable({ scope: Scope.REQUEST })
    class Tenant {
      @Counted()
      name() {}
    }

    @Controller()
    class OrdersController {
      constructor(
        private readonly orders: OrdersService,
        private readonly tenant: Tenant,
      ) {}

      @Counted()
      @Get()
      create() {
        this.orders.place();
        this.tenant.name();
        OrdersService.audit();
      }
    }

    const { app, url } = await start(
      platform,
      moduleOf({
        imports: [bareExpvar()],
        controllers: [OrdersController],
        providers: [OrdersService, Tenant],
      }),
    );
    await call(url);
    const once = '{"calls": 1, "errors": 0, "inFlight": 0}';
    const document = (counts: string) =>
      `{\n"audits": ${counts},\n"orders": {"place": ${counts}, "stock": 5},\n"ordersController": {"create": ${counts}},\n"tenant": {"name": ${counts}}\n}\n`;
    expect((await call(`${url}/debug/vars`)).text).toBe(document(once));
    resetMetrics(app.get(ExpvarRegistry));
    expect((await call(`${url}/debug/vars`)).text).toBe(document(NONE));
    await call(url);
    expect((await call(`${url}/debug/vars`)).text).toBe(document(once));
  },
);

test('resetMetrics() leaves the other applications of the process alone', async () => {
  @Injectable()
  class OrdersService {
    @Counted()
    place() {}
  }
  const first = await startContext({ providers: [OrdersService] });
  const second = await startContext({ providers: [OrdersService] });
  first.app.get(OrdersService).place();
  second.app.get(OrdersService).place();
  resetMetrics(first.registry);
  expect(await first.document()).toBe(`{\n"orders": {"place": ${NONE}}\n}\n`);
  expect(await second.document()).toBe(
    '{\n"orders": {"place": {"calls": 1, "errors": 0, "inFlight": 0}}\n}\n',
  );
  expect(readMetrics(OrdersService, 'place').calls).toBe(1);
});

test('resetMetrics() finds the instruments of modules that were loaded later', async () => {
  @Injectable()
  class LateService {
    @Timed()
    work() {}
  }
  const { app, registry } = await startContext({});
  const late = await app
    .get(LazyModuleLoader)
    .load(() => moduleOf({ providers: [LateService] }));
  late.get(LateService).work();
  resetMetrics(registry);
  expect(readMetrics(LateService, 'work').calls).toBe(0);
});
