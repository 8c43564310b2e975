import { setImmediate } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { ExpvarModule, ExpvarRegistry } from 'nestjs-expvar';
import { afterEach, expect, test, vi } from 'vitest';

class AppModule {}

async function startApplication() {
  const app = await NestFactory.createApplicationContext(
    { module: AppModule, imports: [ExpvarModule.forRoot()] },
    { logger: false },
  );
  return { app, registry: app.get(ExpvarRegistry) };
}

afterEach(() => {
  vi.useRealTimers();
});

test.each([
  ['before', true],
  ['after', false],
])(
  'an application that is created %s a test fakes timers has its variables',
  async (_when, isFirst) => {
    if (isFirst) {
      vi.useFakeTimers();
    }
    const { app, registry } = await startApplication();
    vi.useFakeTimers();
    await setImmediate();
    await setImmediate();

    const document = (await registry.render()).toString();
    await app.close();

    expect(document).toMatch(/"memstats": \{"Alloc":\d+/);
    expect(document).toMatch(/"eventLoop": \{"active":.*"delay":\{"mode":/);
  },
);
