import { AsyncLocalStorage } from 'node:async_hooks';
import { expect, test } from 'vitest';
import { Ticker } from '../../../src/dashboard/ticker.js';

test('ticks outside the AsyncLocalStorage context of the caller of start', async () => {
  const storage = new AsyncLocalStorage<string>();
  const ticker = new Ticker(1);
  let target: { tick(): void } | undefined;
  const store = await new Promise<string | undefined>((resolve) => {
    target = { tick: () => resolve(storage.getStore()) };
    storage.run('viewer', () => ticker.start(target!));
  });
  ticker.stop();
  expect(store).toBeUndefined();
  expect(target).toBeDefined();
});
