import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { NODE_GROUP_COLLECTORS } from '../../../src/process/node/node-group-collectors.js';
import { ProcessObserver } from '../../../src/process/process-observer.js';
import { newReadings } from '../../support/process-readings.js';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

function startInContext(observer: ProcessObserver): WeakRef<object> {
  const store = {};
  new AsyncLocalStorage<object>().run(store, () => observer.start({}, true));
  return new WeakRef(store);
}

test('an observer does not keep the async context of the start alive', async () => {
  const observer = new ProcessObserver(
    Object.keys(
      NODE_GROUP_COLLECTORS,
    ) as (keyof typeof NODE_GROUP_COLLECTORS)[],
    newReadings().readings,
    10_000,
  );
  onTestFinished(() => observer.stop());

  const store = startInContext(observer);
  for (let i = 0; i < 10 && store.deref() !== undefined; i++) {
    await setImmediate();
    gc();
  }

  expect(store.deref()).toBeUndefined();
});
