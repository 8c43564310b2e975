import { Module } from '@nestjs/common';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { describe, expect, test } from 'vitest';
import { bareExpvar } from '../support/bare-document.js';
import { moduleOf, start } from '../support/platforms.js';
import { Publisher, PublisherModule } from '../support/publisher.js';
import { startUpError } from '../support/start-up.js';

describe('an application', () => {
  test('does not start with ExpvarModule in a feature beside forRoot', async () => {
    @Module({ imports: [ExpvarModule] })
    class CarelessModule {}
    const message = await startUpError('express', () =>
      moduleOf({ imports: [bareExpvar(), CarelessModule] }),
    );
    expect(message).toContain('ExpvarModule is imported without forRoot()');
  });

  test('does not start with forRoot and forRootAsync', async () => {
    @Module({
      imports: [ExpvarModule.forRootAsync({ useFactory: () => ({}) })],
    })
    class OrdersModule {}
    @Module({ imports: [OrdersModule, bareExpvar()] })
    class RootModule {}
    const message = await startUpError('express', () => RootModule);
    expect(message).toContain('imported more than once');
    expect(message).toContain('OrdersModule');
    expect(message).toContain('RootModule');
  });

  test('does not start with forRoot twice in one module', async () => {
    @Module({ imports: [bareExpvar(), bareExpvar({ path: '/other' })] })
    class RootModule {}
    const message = await startUpError('express', () => RootModule);
    expect(message).toContain('imported more than once, by RootModule');
  });

  test('does not start with forRoot in a dynamic module and in another', async () => {
    @Module({})
    class DynamicOrdersModule {}
    @Module({
      imports: [
        { module: DynamicOrdersModule, imports: [bareExpvar()] },
        bareExpvar(),
      ],
    })
    class RootModule {}
    const message = await startUpError('express', () => RootModule);
    expect(message).toContain('imported more than once');
    expect(message).toContain('RootModule');
  });

  test('starts when one forRoot is imported in two places', async () => {
    const expvar = bareExpvar({ isGlobal: false });
    const { app } = await start(
      'express',
      moduleOf({
        imports: [
          moduleOf({ imports: [expvar], providers: [Publisher] }),
          moduleOf({ imports: [expvar] }),
        ],
      }),
    );
    expect(app.get(ExpvarRegistry, { strict: false }).has('jobs')).toBe(true);
  });

  test('has the registry everywhere by default', async () => {
    const { app } = await start(
      'express',
      moduleOf({ imports: [PublisherModule, bareExpvar()] }),
    );
    expect(app.get(ExpvarRegistry).has('jobs')).toBe(true);
  });

  test('has the registry only where it is imported with isGlobal: false', async () => {
    const expvar = bareExpvar({ isGlobal: false });
    const message = await startUpError('express', () =>
      moduleOf({ imports: [PublisherModule, expvar] }),
    );
    expect(message).toMatch(/can't resolve dependencies of the Publisher/);
    const { app } = await start(
      'express',
      moduleOf({ imports: [expvar], providers: [Publisher] }),
    );
    expect(app.get(ExpvarRegistry).has('jobs')).toBe(true);
  });
});
