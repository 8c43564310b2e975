import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Logger } from '@nestjs/common';
import { expect, onTestFinished, test, vi } from 'vitest';
import { NODE_GROUP_COLLECTORS } from '../../../src/process/node/node-group-collectors.js';
import { ProcessObserver } from '../../../src/process/process-observer.js';
import { newReadings } from '../../support/process-readings.js';

const GROUPS = Object.keys(
  NODE_GROUP_COLLECTORS,
) as (keyof typeof NODE_GROUP_COLLECTORS)[];

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

function startInContext(observer: ProcessObserver): WeakRef<object> {
  const store = {};
  new AsyncLocalStorage<object>().run(store, () => observer.start({}, true));
  return new WeakRef(store);
}

test('an observer does not keep the async context of the start alive', async () => {
  const observer = new ProcessObserver(GROUPS, newReadings().readings, 10_000);
  onTestFinished(() => observer.stop());

  const store = startInContext(observer);
  for (let i = 0; i < 10 && store.deref() !== undefined; i++) {
    await setImmediate();
    gc();
  }

  expect(store.deref()).toBeUndefined();
});

test('a group that cannot be read at the start leaves the others as they are', () => {
  vi.spyOn(process, 'cpuUsage').mockImplementation(() => {
    throw new Error('not permitted');
  });
  const error = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
  const observer = new ProcessObserver(GROUPS, newReadings().readings, 10_000);
  onTestFinished(() => {
    observer.stop();
    vi.restoreAllMocks();
  });

  observer.start({}, true);

  expect(observer.get('cpu')).toBeUndefined();
  expect(observer.get('memory')?.read().rss).toBeGreaterThan(0);
  expect(error.mock.calls).toEqual([
    [
      'stopped observing node.cpu after Error: not permitted; please report this',
    ],
  ]);
});

test('a group that cannot be read at the end of a window leaves the others as they are', async () => {
  vi.spyOn(Logger.prototype, 'error').mockReturnValue();
  const observer = new ProcessObserver(GROUPS, newReadings().readings, 1);
  onTestFinished(() => {
    observer.stop();
    vi.restoreAllMocks();
  });
  observer.start({}, true);
  vi.spyOn(process, 'cpuUsage').mockImplementation(() => {
    throw new Error('not permitted');
  });

  await vi.waitFor(() => expect(observer.get('cpu')).toBeUndefined());
  expect(observer.get('memory')?.read().rss).toBeGreaterThan(0);
});
