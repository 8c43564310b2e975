import { expect, test } from 'vitest';
import { SeriesStore } from '../../../src/dashboard/series-store.js';
import {
  type Changes,
  type JsonObject,
  applyDocument,
} from '../../../src/dashboard/apply-document.js';

/** Never over, or always, and then it counts the turns that others had. */
function stretchThat(isOver: boolean) {
  return {
    isOver,
    turns: 0,
    async yield() {
      this.turns++;
    },
  };
}

/** What each of some documents has that the one before had not. */
async function changesOf(
  documents: readonly string[],
  catalog = new SeriesStore(),
  stretch = stretchThat(false),
) {
  const changes: Changes[] = [];
  for (const [tick, text] of documents.entries()) {
    const part = JSON.parse(text) as JsonObject;
    changes.push(await applyDocument(catalog, [part], tick, stretch));
    catalog.record(tick);
  }
  return changes;
}

const NOTHING = { added: [], removed: [], values: [], omitted: 0 };

test('objects with members are branches, all else are leaves', async () => {
  const [first] = await changesOf([
    '{"a":1,"m":{"b":"x","deep":{"c":true}},"none":null,"list":[{"d":1}],"empty":{}}',
  ]);
  expect(first!.added).toEqual([
    [1, ['a'], 1],
    [2, ['none'], null],
    [3, ['list'], [{ d: 1 }]],
    [4, ['empty'], {}],
    [5, ['m', 'b'], 'x'],
    [6, ['m', 'deep', 'c'], true],
  ]);
});

test('only what has changed is told, by id', async () => {
  const changes = await changesOf([
    '{"a":1,"b":2,"list":[1]}',
    '{"a":1,"b":3,"list":[1]}',
    '{"a":1,"b":3,"list":[2]}',
    '{"a":1,"b":3,"list":[2]}',
  ]);
  expect(changes.slice(1)).toEqual([
    { ...NOTHING, values: [2, 3] },
    { ...NOTHING, values: [3, [2]] },
    NOTHING,
  ]);
});

test('what goes is told, and has its id when it comes again', async () => {
  const changes = await changesOf([
    '{"a":1,"b":2}',
    '{"a":1}',
    '{"a":1,"b":2}',
  ]);
  expect(changes.slice(1)).toEqual([
    { ...NOTHING, removed: [2] },
    { ...NOTHING, added: [[2, ['b'], 2]] },
  ]);
});

test('a value that becomes a map is gone, and its members are there', async () => {
  const [, second] = await changesOf(['{"a":1}', '{"a":{"b":1}}']);
  expect(second).toEqual({
    ...NOTHING,
    added: [[2, ['a', 'b'], 1]],
    removed: [1],
  });
});

test('a list that was something else meanwhile is told again', async () => {
  const changes = await changesOf(['{"a":[1]}', '{"a":5}', '{"a":[1]}']);
  expect(changes.slice(1).map(({ values }) => values)).toEqual([
    [1, 5],
    [1, [1]],
  ]);
});

test('long strings and lists are cut, and seen to change beyond the cut', async () => {
  const long = 'x'.repeat(2000);
  const list = Array.from({ length: 1000 }, (_, i) => i);
  const [first, second, third] = await changesOf([
    JSON.stringify({ long, list }),
    JSON.stringify({ long: `${long}y`, list }),
    JSON.stringify({ long: `${long}y`, list }),
  ]);
  expect(first!.added.map(([, , value]) => value)).toEqual([
    { cut: `"${'x'.repeat(999)}`, length: 2002 },
    { cut: JSON.stringify(list).slice(0, 1000), length: 3891 },
  ]);
  expect(second!.values).toEqual([
    1,
    { cut: `"${'x'.repeat(999)}`, length: 2003 },
  ]);
  expect(third).toEqual(NOTHING);
});

test('names that mean something to JavaScript are names', async () => {
  const [first] = await changesOf([
    '{"__proto__":{"constructor":1},"toString":2,"":{"":3}}',
  ]);
  expect(first!.added.map(([, path, value]) => [path, value])).toEqual([
    [['toString'], 2],
    [['__proto__', 'constructor'], 1],
    [['', ''], 3],
  ]);
});

test('what there is no room for is counted, the deepest first', async () => {
  const wide = Object.fromEntries(
    Array.from({ length: 19_999 }, (_, i) => [String(i), i]),
  );
  const [first, second] = await changesOf([
    JSON.stringify({ deep: { a: 1, b: 2, c: 3 }, ...wide }),
    '{}',
  ]);
  expect(first!.added).toHaveLength(20_000);
  expect(first!.omitted).toBe(2);
  expect(second!.removed).toHaveLength(20_000);
  expect(second!.omitted).toBe(0);
});

test('others have their turns while it is taken', async () => {
  const wide = Object.fromEntries(
    Array.from({ length: 6400 }, (_, i) => [`n${i}`, i]),
  );
  const stretch = stretchThat(true);
  const [first] = await changesOf(
    [JSON.stringify({ m: wide })],
    new SeriesStore(),
    stretch,
  );
  expect(first!.added).toHaveLength(6400);
  expect(stretch.turns).toBe(100);
});

test('a document in parts is one document', async () => {
  const catalog = new SeriesStore();
  const changes = await applyDocument(
    catalog,
    [{ a: 1, m: { b: 2 } }, { c: 3 }],
    0,
    stretchThat(false),
  );
  expect(changes.added.map(([, path]) => path)).toEqual([
    ['a'],
    ['c'],
    ['m', 'b'],
  ]);
  const next = await applyDocument(catalog, [{ a: 1 }], 1, stretchThat(false));
  expect(next.removed).toEqual([2, 3]);
});
