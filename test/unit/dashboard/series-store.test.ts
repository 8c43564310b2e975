import { expect, test } from 'vitest';
import { SeriesStore } from '../../../src/dashboard/series-store.js';
import type { JsonValue } from '../../../src/dashboard/protocol.js';

function take(
  catalog: SeriesStore,
  key: string,
  value: JsonValue,
  tick: number,
) {
  const leaf = catalog.leaf(catalog.root, key)!;
  catalog.take(leaf, value, tick);
  return leaf;
}

test('a value keeps its id, and numbers have a series', () => {
  const catalog = new SeriesStore();
  const text = take(catalog, 'text', 'a', 0);
  const number = take(catalog, 'number', 1, 0);
  catalog.record(0);
  take(catalog, 'number', 2, 1);
  catalog.record(1);
  expect(catalog.leaf(catalog.root, 'number')).toBe(number);
  expect(catalog.get(number.id)).toBe(number);
  expect(catalog.samples(number.id, 2, 1)).toEqual([1, 2]);
  expect(catalog.samples(text.id, 2, 1)).toBeUndefined();
  expect(catalog.samples(99, 2, 1)).toBeUndefined();
});

test('a tick that does not have a value leaves a gap', () => {
  const catalog = new SeriesStore();
  const leaf = take(catalog, 'a', 1, 0);
  catalog.record(0);
  catalog.record(1);
  take(catalog, 'a', 'no number', 2);
  catalog.record(2);
  take(catalog, 'a', 4, 3);
  catalog.record(3);
  expect(catalog.samples(leaf.id, 4, 3)).toEqual([1, null, null, 4]);
});

test('2,000 numbers have a series, and 20,000 values a place', () => {
  const catalog = new SeriesStore();
  for (let i = 0; i < 20_000; i++) {
    take(catalog, String(i), i, 0);
  }
  const withSeries = [...catalog.leaves].filter(({ series }) => series >= 0);
  expect(withSeries).toHaveLength(2000);
  expect(catalog.leaf(catalog.root, 'another')).toBeUndefined();
  expect(catalog.leaf(catalog.root, '7')).toBeDefined();
});

test('what was not there for ten minutes is forgotten, with its branches', () => {
  const catalog = new SeriesStore();
  const deep = catalog.leaf(catalog.root.branch('map').branch('inner'), 'a')!;
  catalog.take(deep, 1, 0);
  for (let tick = 0; tick < 600; tick++) {
    take(catalog, 'stays', tick, tick);
    catalog.record(tick);
  }
  expect(catalog.get(deep.id)).toBe(deep);
  take(catalog, 'stays', 600, 600);
  catalog.record(600);
  expect(catalog.get(deep.id)).toBeUndefined();
  expect([...catalog.leaves].map(({ path }) => path)).toEqual([['stays']]);
  expect(catalog.root.branches.size).toBe(0);
});

test('room is made by what is forgotten', () => {
  const catalog = new SeriesStore();
  for (let i = 0; i < 20_000; i++) {
    take(catalog, String(i), i, 0);
  }
  catalog.record(0);
  catalog.record(600);
  expect([...catalog.leaves]).toHaveLength(0);
  const another = take(catalog, 'another', 1, 601);
  catalog.record(601);
  expect(catalog.samples(another.id, 2, 601)).toEqual([null, 1]);
});
