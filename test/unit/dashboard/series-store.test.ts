import { expect, test } from 'vitest';
import type { JsonValue } from '../../../src/dashboard/protocol.js';
import { SeriesStore } from '../../../src/dashboard/series-store.js';

function set(store: SeriesStore, key: string, value: JsonValue, tick: number) {
  const node = store.node(store.root, key)!;
  store.set(node, value, tick);
  return node;
}

function pathsIn(store: SeriesStore) {
  return [...store.values].map(({ path }) => path);
}

test('keeps the id of a value and a series for numbers', () => {
  const store = new SeriesStore();
  const text = set(store, 'text', 'a', 0);
  const number = set(store, 'number', 1, 0);
  store.record(0);
  set(store, 'number', 2, 1);
  store.record(1);
  expect(store.node(store.root, 'number')).toBe(number);
  expect(store.samples(number.id, 2, 1)).toEqual([1, 2]);
  expect(store.samples(text.id, 2, 1)).toBeUndefined();
  expect(store.samples(99, 2, 1)).toBeUndefined();
});

test('leaves a gap for a tick that does not have a number', () => {
  const store = new SeriesStore();
  const node = set(store, 'a', 1, 0);
  store.record(0);
  store.record(1);
  set(store, 'a', 'no number', 2);
  store.record(2);
  set(store, 'a', 4, 3);
  store.record(3);
  expect(store.samples(node.id, 4, 3)).toEqual([1, null, null, 4]);
});

test('stores 20,000 values, and series for 2,000 numbers', () => {
  const store = new SeriesStore();
  for (let i = 0; i < 20_000; i++) {
    set(store, String(i), i, 0);
  }
  const withSeries = [...store.values].filter(({ series }) => series >= 0);
  expect(withSeries).toHaveLength(2000);
  expect(store.node(store.root, 'another')).toBeUndefined();
  expect(store.node(store.root, '7')).toBeDefined();
});

test('removes a value that was missing for ten minutes, with its objects', () => {
  const store = new SeriesStore();
  const deep = store.node(store.root.object('map').object('inner'), 'a')!;
  store.set(deep, 1, 0);
  for (let tick = 0; tick < 600; tick++) {
    set(store, 'stays', tick, tick);
    store.record(tick);
  }
  expect(pathsIn(store)).toEqual([['map', 'inner', 'a'], ['stays']]);
  set(store, 'stays', 600, 600);
  store.record(600);
  expect(pathsIn(store)).toEqual([['stays']]);
  expect(store.root.objects.size).toBe(0);
});

test('reuses the place of a removed value', () => {
  const store = new SeriesStore();
  for (let i = 0; i < 20_000; i++) {
    set(store, String(i), i, 0);
  }
  store.record(0);
  store.record(600);
  expect(pathsIn(store)).toEqual([]);
  const another = set(store, 'another', 1, 601);
  store.record(601);
  expect(store.samples(another.id, 2, 601)).toEqual([null, 1]);
});
