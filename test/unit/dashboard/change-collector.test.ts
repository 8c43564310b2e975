import { expect, test } from 'vitest';
import { ChangeCollector } from '../../../src/dashboard/change-collector.js';
import { SeriesStore } from '../../../src/dashboard/series-store.js';
import { visitValues } from '../../../src/evaluation/visit-values.js';
import { ExpvarRegistry } from '../../../src/registry/expvar.registry.js';
import {
  EventLoopYielder,
  TimeSlice,
} from '../../../src/support/event-loop.js';

/** Collects the changes of each document in a sequence. */
async function changesOf(documents: readonly Record<string, unknown>[]) {
  const store = new SeriesStore();
  const changes: unknown[] = [];
  for (const [tick, members] of documents.entries()) {
    const registry = new ExpvarRegistry();
    for (const [name, value] of Object.entries(members)) {
      registry.func(name, () => value);
    }
    const collector = new ChangeCollector(store, tick);
    await visitValues(
      await registry.evaluate(),
      store.root,
      collector,
      new TimeSlice(new EventLoopYielder()),
      40_000,
    );
    store.record(tick);
    const { added, values, omitted } = collector;
    changes.push({ added, values, omitted, removed: collector.hideMissing() });
  }
  return changes;
}

const NOTHING = { added: [], removed: [], values: [], omitted: 0 };

test('gives every value without members an id, the outer levels first', async () => {
  const [first] = await changesOf([
    {
      a: 1,
      m: { b: 'x', deep: { c: true } },
      none: null,
      list: [{ d: 1 }],
      empty: {},
    },
  ]);
  expect(first).toMatchObject({
    added: [
      [1, ['a'], 1],
      [2, ['empty'], {}],
      [3, ['list'], [{ d: 1 }]],
      [4, ['none'], null],
      [5, ['m', 'b'], 'x'],
      [6, ['m', 'deep', 'c'], true],
    ],
  });
});

test('reports only the values that have changed', async () => {
  const changes = await changesOf([
    { a: 1, b: 2, list: [1] },
    { a: 1, b: 3, list: [1] },
    { a: 1, b: 3, list: [2] },
    { a: 1, b: 3, list: [2] },
  ]);
  expect(changes.slice(1)).toEqual([
    { ...NOTHING, values: [2, 3] },
    { ...NOTHING, values: [3, [2]] },
    NOTHING,
  ]);
});

test('reports a value that goes, and gives it its old id when it returns', async () => {
  const changes = await changesOf([{ a: 1, b: 2 }, { a: 1 }, { a: 1, b: 2 }]);
  expect(changes.slice(1)).toEqual([
    { ...NOTHING, removed: [2] },
    { ...NOTHING, added: [[2, ['b'], 2]] },
  ]);
});

test('replaces a value that becomes an object by its members', async () => {
  const [, second] = await changesOf([{ a: 1 }, { a: { b: 1 } }]);
  expect(second).toEqual({
    ...NOTHING,
    added: [[2, ['a', 'b'], 1]],
    removed: [1],
  });
});

test('reports an array again that was something else meanwhile', async () => {
  const changes = await changesOf([{ a: [1] }, { a: 5 }, { a: [1] }]);
  expect(changes.slice(1)).toEqual([
    { ...NOTHING, values: [1, 5] },
    { ...NOTHING, values: [1, [1]] },
  ]);
});

test('truncates long strings and arrays, and sees changes beyond', async () => {
  const long = 'x'.repeat(2000);
  const list = Array.from({ length: 1000 }, (_, i) => i);
  const [first, second, third] = await changesOf([
    { long, list },
    { long: `${long}y`, list },
    { long: `${long}y`, list },
  ]);
  expect(first).toMatchObject({
    added: [
      [
        1,
        ['list'],
        { truncated: JSON.stringify(list).slice(0, 1000), length: 3891 },
      ],
      [2, ['long'], { truncated: `"${'x'.repeat(999)}`, length: 2002 }],
    ],
  });
  expect(second).toEqual({
    ...NOTHING,
    values: [2, { truncated: `"${'x'.repeat(999)}`, length: 2003 }],
  });
  expect(third).toEqual(NOTHING);
});

test('rounds integers beyond 2^53, also in arrays', async () => {
  const [first] = await changesOf([{ big: 2n ** 60n, list: [2n ** 60n] }]);
  expect(first).toMatchObject({
    added: [
      [1, ['big'], 2 ** 60],
      [2, ['list'], [2 ** 60]],
    ],
  });
});

test('accepts names that have a meaning in JavaScript', async () => {
  const [first] = await changesOf([
    {
      ['__proto__']: { constructor: 1 },
      toString: 2,
      m: { '': [{ ['__proto__']: 3 }] },
    },
  ]);
  expect(JSON.stringify((first as { added: unknown }).added)).toBe(
    '[[1,["toString"],2],[2,["__proto__","constructor"],1],[3,["m",""],[{"__proto__":3}]]]',
  );
});

test('counts the values beyond the limit, and leaves out the deepest', async () => {
  const wide = Object.fromEntries(
    Array.from({ length: 19_999 }, (_, i) => [String(i), i]),
  );
  const [first, second] = await changesOf([
    { wide, wider: { deep: { a: 1, b: 2, c: 3 } } },
    { a: 1 },
  ]);
  expect(first).toMatchObject({ omitted: 2 });
  expect((first as { added: unknown[] }).added).toHaveLength(20_000);
  expect((second as { removed: unknown[] }).removed).toHaveLength(20_000);
});
