import { ExpvarRegistry, FuncVar } from 'nestjs-expvar';
import { readVars } from 'nestjs-expvar/testing';
import { expect, test } from 'vitest';
import { captureWarnings } from '../../support/registries.js';

test('readVars() returns what the document has', async () => {
  const registry = new ExpvarRegistry();
  expect(await readVars(registry)).toEqual({});
  registry.newInt('jobs').add(2);
  registry.newMap('bySize').add('large', 3);
  registry.func('queue', async () => ({ waiting: [1, 2] }));
  expect(await readVars(registry)).toEqual({
    bySize: { large: 3 },
    jobs: 2,
    queue: { waiting: [1, 2] },
  });
});

test('readVars() rejects when variables fail, and names each', async () => {
  captureWarnings();
  const registry = new ExpvarRegistry();
  registry.newInt('jobs');
  registry.func('queue', () => {
    throw new RangeError('no connection');
  });
  const sizes = registry.newMap('sizes');
  sizes.set(
    'large',
    new FuncVar(() => {
      throw new Error('too large');
    }),
  );
  await expect(readVars(registry)).rejects.toThrow(
    new Error(
      [
        'variable "sizes"."large" failed: Error: too large',
        'variable "queue" failed: RangeError: no connection',
      ].join('\n'),
    ),
  );
});

test('readVars() resolves again when no variable fails any more', async () => {
  captureWarnings();
  const registry = new ExpvarRegistry();
  let isBroken = true;
  registry.func('queue', () => {
    if (isBroken) {
      throw new Error('no connection');
    }
    return 1;
  });
  await expect(readVars(registry)).rejects.toThrow('no connection');
  isBroken = false;
  expect(await readVars(registry)).toEqual({ queue: 1 });
});
