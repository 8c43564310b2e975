import { expect, test } from 'vitest';
import { Ring } from '../ring.js';
import { Store } from '../store.js';
import { Branch, Leaf } from '../variables.js';
import { frame, START, stateOf } from './state.js';

function leaf(store: Store, key: string): Leaf {
  const found = store.find(key);
  expect(found).toBeInstanceOf(Leaf);
  return found as Leaf;
}

test('names of any kind are found', () => {
  const store = new Store(
    stateOf([
      [['__proto__'], 1],
      [['m', 'constructor'], 2],
      [['m', ''], 3],
    ]),
  );
  expect(leaf(store, '__proto__').value).toBe(1);
  expect(leaf(store, 'm/constructor').value).toBe(2);
  expect(leaf(store, 'm/').value).toBe(3);
  expect(store.find('toString')).toBeUndefined();
});

test('a rate is that of the last seconds', () => {
  const store = new Store(stateOf([[['n'], 100]]));
  const n = leaf(store, 'n');
  expect(n.rate(store.at)).toBeNull();
  for (let second = 1; second <= 20; second++) {
    store.apply(frame(second, [1, 100 + second * 3]));
  }
  expect(n.rate(store.at)).toBeCloseTo(3);
  for (let second = 21; second <= 40; second++) {
    store.apply(frame(second, [1, 160 + (second - 20) * 50]));
  }
  expect(n.rate(store.at)).toBeCloseTo(50);
  for (let second = 41; second <= 55; second++) {
    store.apply(frame(second, []));
  }
  expect(n.rate(store.at)).toBe(0);
  // What comes after a rest is not spread over it.
  store.apply(frame(56, [1, 2000]));
  expect(n.rate(store.at)).toBeGreaterThan(800);
});

test('what does not change has a rate of nothing, after a while', () => {
  const store = new Store(stateOf([[['n'], 100]]));
  store.apply(frame(1, []));
  expect(leaf(store, 'n').rate(store.at)).toBeNull();
  store.apply(frame(6, []));
  expect(leaf(store, 'n').rate(store.at)).toBe(0);
});

test('the rate is known from the course, and that it is a counter', () => {
  const at = Array.from({ length: 30 }, (_, i) => START - (29 - i) * 1000);
  const state = stateOf([
    [['n'], 300],
    [['up'], 30],
  ]);
  const store = new Store({ ...state, runtime: { ...state.runtime, at } });
  const n = leaf(store, 'n');
  for (const id of [1, 2]) {
    store.courses.set(id, new Ring());
  }
  store.recall(
    1,
    at.map((_, i) => (i + 1) * 10),
    store.tick,
  );
  expect(n.rate(store.at)).toBeCloseTo(10);
  expect([n.rising, n.value, n.changedAt]).toEqual([true, 300, START]);
  const up = leaf(store, 'up');
  store.apply(frame(1, [1, 310, 2, 29]));
  store.recall(
    2,
    at.map((_, i) => i + 1),
    store.tick - 1,
  );
  expect(n.rate(store.at)).toBeCloseTo(10);
  // It has been seen to fall.
  expect([up.rising, up.value]).toEqual([false, 29]);
});

test('a counter that starts again has no negative rate', () => {
  const store = new Store(stateOf([[['n'], 100]]));
  store.apply(frame(1, [1, 110]));
  store.apply(frame(2, [1, 4]));
  expect(leaf(store, 'n').rate(store.at)).toBe(0);
  store.apply(frame(3, [1, 10]));
  expect(leaf(store, 'n').rate(store.at)).toBeCloseTo(6);
});

test('variables come and go, with the maps they are in', () => {
  const store = new Store(stateOf([[['m'], {}]]));
  store.apply(frame(1, [], { added: [[7, ['m', 'a', 'b'], 1]], removed: [1] }));
  expect(store.find('m')).toBeInstanceOf(Branch);
  expect(store.root.leaves).toBe(1);
  store.apply(frame(2, [7, 5]));
  expect(leaf(store, 'm/a/b').value).toBe(5);
  store.apply(frame(3, [], { removed: [7] }));
  expect(store.find('m')).toBeUndefined();
  expect(store.root.leaves).toBe(0);
  // A value of one that is gone is no harm.
  store.apply(frame(4, [7, 6]));
  expect(store.leaves.size).toBe(0);
});

test('what is empty and gets members becomes a map', () => {
  const store = new Store(stateOf([[['m'], {}]]));
  store.apply(frame(1, [], { added: [[2, ['m', 'a'], 1]] }));
  expect(store.find('m')).toBeInstanceOf(Branch);
  store.apply(frame(2, [], { added: [[3, ['m'], null]] }));
  expect(leaf(store, 'm').value).toBeNull();
  expect(store.leaves.size).toBe(1);
});

test('members have what is known of their map', () => {
  const store = new Store(
    stateOf(
      [
        [['t', 'count'], 1],
        [['t', 'p99'], 2],
        [['m', 'a'], 3],
        [['memstats', 'Mallocs'], 4],
      ],
      [
        [['t'], { type: 'histogram', kind: 'histogram', unit: 'ms' }],
        [['m'], { type: 'map', kind: 'counter', source: 'M › S' }],
      ],
    ),
  );
  expect(store.info(store.find('t/count')!)).toMatchObject({
    kind: 'counter',
    unit: undefined,
  });
  expect(store.info(store.find('t/p99')!)).toMatchObject({
    kind: 'gauge',
    unit: 'ms',
  });
  expect(store.info(store.find('m/a')!)).toMatchObject({
    kind: 'counter',
    source: 'M › S',
  });
  expect(store.info(store.find('memstats/Mallocs')!).kind).toBe('counter');
});

test('how a process started is no delay of its event loop', () => {
  const young = new Store({ ...stateOf([]), tick: 19 });
  expect(young.runtime.loopDelay.get(18)).toBeNaN();
  expect(young.runtime.loopDelayMax.get(19)).toBeNaN();
  expect(young.runtime.rss.get(19)).toBe(2);
  young.apply({ ...frame(1, []), tick: 20 });
  expect(young.runtime.loopDelay.get(20)).toBeNaN();
  young.apply({ ...frame(2, []), tick: 21 });
  expect(young.runtime.loopDelay.get(21)).toBe(3);
  // Sampled since somebody looks, which is not since the start.
  const old = new Store({ ...stateOf([]), tick: 1, history: false });
  expect(old.runtime.loopDelay.get(1)).toBe(2);
});

test('a snapshot of before a series was there is one', () => {
  const state = stateOf([]);
  const { loopDelayMax: _, ...series } = state.runtime.series;
  const store = new Store({
    ...state,
    runtime: {
      ...state.runtime,
      series: series as typeof state.runtime.series,
    },
  });
  expect(store.runtime.loopDelayMax.get(100)).toBeNaN();
});

test('what is paused stays, while values come', () => {
  const store = new Store(stateOf([[['n'], 1]]));
  store.pause();
  store.apply(frame(1, [1, 2]));
  store.apply(frame(2, [1, 3]));
  expect(store.valueOf(leaf(store, 'n'))).toBe(1);
  store.release();
  expect(store.valueOf(leaf(store, 'n'))).toBe(3);
});

test('the minutes that are paused stay for as long as one looks', () => {
  const store = new Store(stateOf([[['n'], 1]]));
  store.course(1).set(100, 1);
  const { firstTick } = store;
  const before = store.runtime.rss.get(100);
  store.pause();
  for (let seconds = 1; seconds <= 700; seconds++) {
    store.apply(frame(seconds, [1, seconds]));
  }
  expect(store.firstTick).toBe(firstTick);
  expect(store.shownAt).toBe(START);
  expect(store.times.get(100)).toBe(START);
  expect(store.runtime.rss.get(100)).toBe(before);
  expect(store.courses.get(1)?.get(100)).toBe(1);
  store.release();
  expect(store.firstTick).toBe(201);
  expect(store.courses.get(1)?.get(800)).toBe(700);
});

test('what is looked at in a pause is known up to the pause', () => {
  const state = stateOf(
    [[['n'], 599]],
    [[['n'], { type: 'int', kind: 'counter' }]],
  );
  const seconds = Array.from({ length: 600 }, (_, i) => i);
  const at = seconds.map((i) => START - (599 - i) * 1000);
  const store = new Store({
    ...state,
    tick: 1000,
    runtime: { ...state.runtime, at },
  });
  store.pause();
  store.apply({ ...frame(1, [1, 600]), tick: 1001 });
  store.course(1);
  store.recall(1, [...seconds.slice(1), 600], 1001);
  const leaf = store.leaves.get(1)!;
  expect(leaf.changedAt).toBe(START);
});

test('how often a variable has failed is counted on', () => {
  const store = new Store({
    ...stateOf([]),
    failures: [{ path: ['x'], reason: 'boom', at: START, count: 1 }],
  });
  store.apply(frame(1, [], { failureCounts: [2] }));
  expect(store.failures).toEqual([
    { path: ['x'], reason: 'boom', at: START + 1000, count: 2 },
  ]);
});

test('one more failure of the same variable is no other table', () => {
  const store = new Store(stateOf([[['n'], null]]));
  const failure = { path: ['n'], reason: 'no', at: START, count: 1 };
  store.apply(frame(1, [], { failures: [failure] }));
  const { structure } = store;
  store.apply(frame(2, [], { failures: [{ ...failure, count: 2 }] }));
  expect(store.structure).toBe(structure);
  expect(store.failureOf(leaf(store, 'n'))?.count).toBe(2);
  store.apply(frame(3, [], { failures: [] }));
  expect(store.structure).toBeGreaterThan(structure);
});

const refused = { path: ['m', 'a'], reason: 'no', at: START, count: 1 };

test('what fails in a map is there, until it fails no more', () => {
  const store = new Store({
    ...stateOf([[['m', 'b'], 1]]),
    failures: [refused],
  });
  expect(leaf(store, 'm/a').value).toBeNull();
  expect(store.failureOf(leaf(store, 'm/a'))).toBe(refused);
  expect(store.isFailingInside(store.find('m')!)).toBe(true);
  const { structure } = store;
  store.apply(frame(1, [], { failures: [{ ...refused, count: 2 }] }));
  expect(store.structure).toBe(structure);
  // The map becomes an empty one, and has a member again.
  store.apply(frame(2, [], { removed: [1], added: [[5, ['m'], {}]] }));
  expect(leaf(store, 'm/a').value).toBeNull();
  store.apply(frame(3, [], { added: [[6, ['m', 'b'], 1]], removed: [5] }));
  expect(leaf(store, 'm/b').value).toBe(1);
  expect(leaf(store, 'm/a').value).toBeNull();
  store.apply(frame(4, [], { failures: [], added: [[7, ['m', 'a'], 3]] }));
  expect(leaf(store, 'm/a').value).toBe(3);
  expect(store.isFailingInside(store.find('m')!)).toBe(false);
  expect(store.leaves.size).toBe(2);
});

test('what had no member but a failing one is there afterwards', () => {
  const store = new Store(stateOf([[['m'], {}]]));
  store.apply(frame(1, [], { failures: [refused] }));
  expect(store.find('m')).toBeInstanceOf(Branch);
  store.apply(frame(2, [], { failures: [] }));
  expect(leaf(store, 'm').id).toBe(1);
  store.apply(frame(3, [], { failures: [refused] }));
  store.apply(frame(4, [], { removed: [1], failures: [] }));
  expect(store.find('m')).toBeUndefined();
  expect(store.leaves.size).toBe(0);
});

test.each([
  ['memstats/HeapIdle', 'By', 'gauge'],
  ['memstats/TotalAlloc', 'By', 'counter'],
  ['memstats/HeapObjects', undefined, 'gauge'],
  ['memstats/LastGC', 'unix_ns', 'gauge'],
  ['node/startTime', 'unix_s', 'gauge'],
  ['node/cpu/utilization', 'ratio', 'gauge'],
  ['node/gc/minor/duration', 's', 'counter'],
  ['node/gc/minor/count', undefined, 'counter'],
  ['node/eventLoop/delay/p99', 's', 'gauge'],
  ['node/heap/spaces/new_space/used', 'By', 'gauge'],
  ['node/heap/detachedContexts', undefined, 'gauge'],
])('%s is in %s, a %s', (key, unit, kind) => {
  const path = key.split('/');
  const store = new Store(
    stateOf(
      [[path, 1]],
      [[['node', 'startTime'], { type: 'func', unit: 's', kind: 'gauge' }]],
    ),
  );
  expect(store.info(store.find(key)!)).toMatchObject({ unit, kind });
});
