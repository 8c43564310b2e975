import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { gcRecorder } from '../../../../src/process/gc-recorder.js';
import { NODE_GROUPS } from '../../../../src/process/node/node-groups.js';
import { NodeCollectors } from '../../../../src/process/node/node-collectors.js';
import { TickCache } from '../../../../src/process/tick-cache.js';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

function startInContext(groups: NodeCollectors): WeakRef<object> {
  const store = {};
  new AsyncLocalStorage<object>().run(store, () => groups.start({}));
  return new WeakRef(store);
}

test('what observes does not keep the async context of the start', async () => {
  const groups = new NodeCollectors(
    Object.keys(NODE_GROUPS) as (keyof typeof NODE_GROUPS)[],
    { ledger: gcRecorder, status: new TickCache(() => undefined) },
    10_000,
  );
  onTestFinished(() => groups.stop());

  const store = startInContext(groups);
  for (let i = 0; i < 10 && store.deref() !== undefined; i++) {
    await setImmediate();
    gc();
  }

  expect(store.deref()).toBeUndefined();
});
