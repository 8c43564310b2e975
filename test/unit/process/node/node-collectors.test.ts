import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { NODE_GROUP_COLLECTORS } from '../../../../src/process/node/node-group-collectors.js';
import { NodeCollectors } from '../../../../src/process/node/node-collectors.js';
import { newReadings } from '../../../support/process-readings.js';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

function startInContext(collectors: NodeCollectors): WeakRef<object> {
  const store = {};
  new AsyncLocalStorage<object>().run(store, () => collectors.start({}));
  return new WeakRef(store);
}

test('collectors do not keep the async context of the start alive', async () => {
  const collectors = new NodeCollectors(
    Object.keys(
      NODE_GROUP_COLLECTORS,
    ) as (keyof typeof NODE_GROUP_COLLECTORS)[],
    newReadings().readings,
    10_000,
  );
  onTestFinished(() => collectors.stop());

  const store = startInContext(collectors);
  for (let i = 0; i < 10 && store.deref() !== undefined; i++) {
    await setImmediate();
    gc();
  }

  expect(store.deref()).toBeUndefined();
});
