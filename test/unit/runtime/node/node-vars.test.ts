import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ExpvarRegistry } from 'nestjs-expvar';
import { expect, onTestFinished, test } from 'vitest';
import { gcLedger } from '../../../../src/runtime/gc-ledger.js';
import { NODE_GROUPS } from '../../../../src/runtime/node/node-groups.js';
import { NodeVars } from '../../../../src/runtime/node/node-vars.js';
import { PerTick } from '../../../../src/runtime/per-tick.js';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

function startInContext(vars: NodeVars): WeakRef<object> {
  const store = {};
  new AsyncLocalStorage<object>().run(store, () => {
    vars.publish();
    vars.start();
  });
  return new WeakRef(store);
}

test('what observes does not keep the async context of the start', async () => {
  const vars = new NodeVars(
    new ExpvarRegistry(),
    { ledger: gcLedger, status: new PerTick(() => undefined) },
    Object.keys(NODE_GROUPS) as (keyof typeof NODE_GROUPS)[],
    10_000,
  );
  onTestFinished(() => vars.stop());

  const store = startInContext(vars);
  for (let i = 0; i < 10 && store.deref() !== undefined; i++) {
    await setImmediate();
    gc();
  }

  expect(store.deref()).toBeUndefined();
});
