import { expect, test } from 'vitest';
import type { Value } from '../../../src/dashboard/protocol/types.js';
import { Changes } from '../../state/changes.js';
import { Store } from '../../state/store.js';
import type { ValueNode } from '../../state/variable-tree.js';
import { createDelta, createSnapshot, WALL } from '../snapshots.js';

/**
 * Creates a store with the variables `gauge`, `counter`, `text` and `constant`,
 * whose samples begin at the snapshot.
 */
function createStore(): Store {
  const store = new Store(
    createSnapshot(
      [
        [['gauge'], 10],
        [['counter'], 0],
        [['text'], 'a'],
        [['constant'], 7],
      ],
      [
        [['gauge'], { kind: 'gauge' }],
        [['counter'], { kind: 'counter' }],
      ],
    ),
  );
  for (const { id } of store.valuesById.values()) {
    store.addSeries(id);
  }
  return store;
}

function advance(
  store: Store,
  seconds: readonly number[],
  gaugeAt: (second: number) => number,
  counterAt: (second: number) => number,
  more: Readonly<Record<number, Value>> = {},
): void {
  for (const second of seconds) {
    store.apply(
      createDelta(second, {
        0: gaugeAt(second),
        1: counterAt(second),
        ...more,
      }),
    );
  }
}

function secondsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

function find(store: Store, name: string): ValueNode {
  return store.find(name) as ValueNode;
}

test('a change is measured from the reference time', () => {
  const store = createStore();
  advance(
    store,
    secondsFrom(1, 20),
    (second) => 10 + (second % 2),
    (second) => 5 * second,
  );
  const changes = new Changes(store, WALL + 10_000);
  expect(changes.isKnown).toBe(true);
  expect(changes.deltaOf(find(store, 'counter'))).toBe(50);
  expect(changes.deltaOf(find(store, 'gauge'))).toBe(0);
  expect(changes.deltaOf(find(store, 'constant'))).toBe(0);
  expect(changes.deltaOf(find(store, 'text'))).toBeUndefined();
});

test('a small change beyond 2^53, where samples are rounded, is not measured', () => {
  const start = 2n ** 60n;
  const store = new Store(createSnapshot([[['n'], start]]));
  store.addSeries(0).set(store.tick, Number(start));
  const changes = new Changes(store, WALL);
  expect(changes.hasChanged(find(store, 'n'))).toBe(false);
  store.apply(createDelta(1, { 0: start + 100n }));
  expect(changes.deltaOf(find(store, 'n'))).toBeUndefined();
  expect(changes.hasChanged(find(store, 'n'))).toBe(true);
  store.apply(createDelta(2, { 0: start + 10n ** 12n }));
  expect(changes.deltaOf(find(store, 'n'))).toBeCloseTo(1e12, -3);
});

test('a change is unusual by the deviation before the reference time', () => {
  const store = createStore();
  // The values before are 9, 10, 11, 10, 9 …: the median deviation is 1.
  const wave = [10, 11, 10, 9];
  advance(
    store,
    secondsFrom(1, 20),
    (second) => wave[second % 4]!,
    (second) => 5 * second,
  );
  const changes = new Changes(store, WALL + 20_000);
  advance(
    store,
    [21, 22, 23],
    () => 40,
    (second) => 5 * second,
  );
  expect(changes.deltaOf(find(store, 'gauge'))).toBe(30);
  // The deviations are 0 and 1, half of each.
  expect(changes.scoreOf(find(store, 'gauge'))).toBeGreaterThanOrEqual(30);
  // The counter grows as it did before.
  expect(changes.scoreOf(find(store, 'counter'))).toBe(0);
  expect(changes.scoreOf(find(store, 'constant'))).toBe(0);
});

test('a counter that stands still is unusual', () => {
  const store = createStore();
  advance(
    store,
    secondsFrom(1, 20),
    () => 10,
    (second) => 5 * second,
  );
  const changes = new Changes(store, WALL + 20_000);
  advance(
    store,
    secondsFrom(21, 10),
    () => 10,
    () => 100,
  );
  // 5/s less, where one event in ten seconds is the least that counts.
  expect(changes.scoreOf(find(store, 'counter'))).toBeCloseTo(50);
});

test('a constant that changes is as unusual as can be', () => {
  const store = createStore();
  advance(
    store,
    secondsFrom(1, 5),
    () => 10,
    () => 0,
  );
  const changes = new Changes(store, WALL + 5000);
  store.apply(createDelta(6, { 3: 8 }));
  expect(changes.scoreOf(find(store, 'constant'))).toBeCloseTo(1 / 0.007);
});

test('a text that changes is known to have changed', () => {
  const store = createStore();
  advance(
    store,
    [1, 2],
    () => 10,
    () => 0,
  );
  const changes = new Changes(store, WALL + 2000);
  expect(changes.hasChanged(find(store, 'text'))).toBe(false);
  store.apply(createDelta(3, { 2: 'b' }));
  expect(changes.hasChanged(find(store, 'text'))).toBe(true);
  expect(changes.scoreOf(find(store, 'text'))).toBe(1);
});

test('the change is known once the series has been loaded', () => {
  const store = new Store(createSnapshot([[['n'], 5]]));
  const changes = new Changes(store, WALL);
  store.apply(createDelta(1, { 0: 9 }));
  expect(changes.deltaOf(find(store, 'n'))).toBeUndefined();
  expect(changes.hasChanged(find(store, 'n'))).toBe(true);
  store.addSeries(0);
  store.backfill(0, [5, 9], store.tick);
  expect(changes.deltaOf(find(store, 'n'))).toBe(4);
});

test('a reference time before the process has no values', () => {
  const store = createStore();
  expect(new Changes(store, WALL - 60_000).isKnown).toBe(false);
});
