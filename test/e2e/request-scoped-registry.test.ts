import { Controller, Get, Inject, Injectable, Scope } from '@nestjs/common';
import {
  ExpvarModule,
  ExpvarRegistry,
  InjectVar,
  type IntVar,
} from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { call } from '../support/http-client.js';
import { bareExpvar } from '../support/bare-document.js';
import { moduleOf, platforms, start } from '../support/platforms.js';
import { RecordingLogger } from '../support/recording-logger.js';

@Injectable({ scope: Scope.REQUEST })
class OrdersService {
  readonly placed: IntVar;

  constructor(registry: ExpvarRegistry) {
    this.placed = registry.newInt('placed');
  }
}

@Injectable({ scope: Scope.REQUEST })
class SharingOrdersService {
  constructor(@InjectVar('placed') readonly placed: IntVar) {}
}

@Controller('orders')
class OrdersController {
  constructor(@Inject('ORDERS') private readonly orders: OrdersService) {}

  @Get()
  place() {
    this.orders.placed.add();
    return 'ok';
  }
}

describe.each(platforms)('a request-scoped provider on %s', (platform) => {
  test('that publishes a variable fails at the second request with a remedy in the log', async () => {
    const logger = new RecordingLogger();
    const { url } = await start(
      platform,
      moduleOf({
        imports: [bareExpvar()],
        providers: [{ provide: 'ORDERS', useClass: OrdersService }],
        controllers: [OrdersController],
      }),
      undefined,
      { logger },
    );
    expect((await call(`${url}/orders`)).status).toBe(200);
    expect((await call(`${url}/orders`)).status).toBe(500);
    const line = logger.lines.find(({ level }) => level === 'error');
    expect(line!.text).toMatch(
      /expvar: reuse of exported var name: "placed" .* at new OrdersService \(.*\); the same line runs more than once, as in a request-scoped or transient provider: publish the variable in a singleton provider, or declare it with ExpvarModule\.forFeature\(\), and inject it/,
    );
  });

  test('counts with a variable of forFeature', async () => {
    const { url } = await start(
      platform,
      moduleOf({
        imports: [
          bareExpvar(),
          ExpvarModule.forFeature([{ name: 'placed', type: 'int' }]),
        ],
        providers: [{ provide: 'ORDERS', useClass: SharingOrdersService }],
        controllers: [OrdersController],
      }),
    );
    await call(`${url}/orders`);
    await call(`${url}/orders`);
    expect((await call(`${url}/debug/vars`)).text).toBe('{\n"placed": 2\n}\n');
  });
});
