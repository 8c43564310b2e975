import { describe, expect, test } from 'vitest';
import { RingBuffer } from '../ring-buffer.js';
import { Store } from '../store.js';
import { ObjectNode, ValueNode } from '../variable-tree.js';
import { createFrame, createState, START } from './test-state.js';

function valueNode(store: Store, key: string): ValueNode {
  const found = store.find(key);
  expect(found).toBeInstanceOf(ValueNode);
  return found as ValueNode;
}

test('finds variables whose names are those of object members', () => {
  const store = new Store(
    createState([
      [['__proto__'], 1],
      [['m', 'constructor'], 2],
      [['m', ''], 3],
    ]),
  );
  expect(valueNode(store, '__proto__').value).toBe(1);
  expect(valueNode(store, 'm/constructor').value).toBe(2);
  expect(valueNode(store, 'm/').value).toBe(3);
  expect(store.find('toString')).toBeUndefined();
});

test('computes the rate from the last seconds', () => {
  const store = new Store(createState([[['n'], 100]]));
  const n = valueNode(store, 'n');
  expect(n.rate(store.at)).toBeNull();
  for (let second = 1; second <= 20; second++) {
    store.apply(createFrame(second, [1, 100 + second * 3]));
  }
  expect(n.rate(store.at)).toBeCloseTo(3);
  for (let second = 21; second <= 40; second++) {
    store.apply(createFrame(second, [1, 160 + (second - 20) * 50]));
  }
  expect(n.rate(store.at)).toBeCloseTo(50);
  for (let second = 41; second <= 55; second++) {
    store.apply(createFrame(second, []));
  }
  expect(n.rate(store.at)).toBe(0);
  // The increase is not spread over the time without changes.
  store.apply(createFrame(56, [1, 2000]));
  expect(n.rate(store.at)).toBeGreaterThan(800);
});

test('knows after five seconds that a value which does not change has rate 0', () => {
  const store = new Store(createState([[['n'], 100]]));
  store.apply(createFrame(1, []));
  expect(valueNode(store, 'n').rate(store.at)).toBeNull();
  store.apply(createFrame(6, []));
  expect(valueNode(store, 'n').rate(store.at)).toBe(0);
});

test('backfill tells the rate of a value, and whether it looks like a counter', () => {
  const at = Array.from({ length: 30 }, (_, i) => START - (29 - i) * 1000);
  const state = createState([
    [['n'], 300],
    [['up'], 30],
  ]);
  const store = new Store({ ...state, runtime: { ...state.runtime, at } });
  const n = valueNode(store, 'n');
  for (const id of [1, 2]) {
    store.series.set(id, new RingBuffer());
  }
  store.backfill(
    1,
    at.map((_, i) => (i + 1) * 10),
    store.tick,
  );
  expect(n.rate(store.at)).toBeCloseTo(10);
  expect([n.looksLikeCounter, n.value, n.changedAt]).toEqual([
    true,
    300,
    START,
  ]);
  const up = valueNode(store, 'up');
  store.apply(createFrame(1, [1, 310, 2, 29]));
  store.backfill(
    2,
    at.map((_, i) => i + 1),
    store.tick - 1,
  );
  expect(n.rate(store.at)).toBeCloseTo(10);
  // The page has seen the value fall.
  expect([up.looksLikeCounter, up.value]).toEqual([false, 29]);
});

test('backfill does not forget that a value has fallen', () => {
  const store = new Store(createState([[['n'], 10]]));
  store.apply(createFrame(1, [1, 5]));
  for (let second = 2; second <= 11; second++) {
    store.apply(createFrame(second, [1, 4 + second]));
  }
  store.addSeries(1);
  store.backfill(1, [6, 7, 8, 9, 10, 11, 12, 13, 14, 15], store.tick);
  expect(valueNode(store, 'n').looksLikeCounter).toBe(false);
});

test('gives a counter that is reset no negative rate', () => {
  const store = new Store(createState([[['n'], 100]]));
  store.apply(createFrame(1, [1, 110]));
  store.apply(createFrame(2, [1, 4]));
  expect(valueNode(store, 'n').rate(store.at)).toBe(0);
  store.apply(createFrame(3, [1, 10]));
  expect(valueNode(store, 'n').rate(store.at)).toBeCloseTo(6);
});

test('adds and removes variables together with the maps that contain them', () => {
  const store = new Store(createState([[['m'], {}]]));
  store.apply(
    createFrame(1, [], { added: [[7, ['m', 'a', 'b'], 1]], removed: [1] }),
  );
  expect(store.find('m')).toBeInstanceOf(ObjectNode);
  expect(store.root.valueCount).toBe(1);
  store.apply(createFrame(2, [7, 5]));
  expect(valueNode(store, 'm/a/b').value).toBe(5);
  store.apply(createFrame(3, [], { removed: [7] }));
  expect(store.find('m')).toBeUndefined();
  expect(store.root.valueCount).toBe(0);
  // A frame may still name the id of a removed value.
  store.apply(createFrame(4, [7, 6]));
  expect(store.valuesById.size).toBe(0);
});

test('turns an empty map into an object when it gets a member, and back', () => {
  const store = new Store(createState([[['m'], {}]]));
  store.apply(createFrame(1, [], { added: [[2, ['m', 'a'], 1]] }));
  expect(store.find('m')).toBeInstanceOf(ObjectNode);
  store.apply(createFrame(2, [], { added: [[3, ['m'], null]] }));
  expect(valueNode(store, 'm').value).toBeNull();
  expect(store.valuesById.size).toBe(1);
});

describe('metadata', () => {
  const store = new Store(
    createState(
      [
        [['latency', 'count'], 1],
        [['latency', 'window', 'p99'], 2],
        [['cache', 'hits'], 3],
        [['cache', 'size'], 4],
        [['node', 'cpu', 'utilization'], 0.5],
      ],
      [
        [['latency'], { type: 'histogram', kind: 'histogram', unit: 's' }],
        [['latency', 'count'], { kind: 'counter', unit: '1' }],
        [
          ['latency', 'window', 'p99'],
          { kind: 'gauge', unit: 's', description: 'Percentile' },
        ],
        [['cache'], { type: 'map', kind: 'counter', source: 'M › S' }],
        [['cache', 'size'], { type: 'int', unit: 'By', source: 'M › S.size' }],
        [['node'], { type: 'func' }],
        [['node', 'cpu', 'utilization'], { kind: 'gauge', unit: '1' }],
      ],
    ),
  );
  const infoOf = (key: string) => store.info(store.find(key)!);

  test('is found by the full path of a member', () => {
    expect(infoOf('latency/count')).toMatchObject({
      kind: 'counter',
      unit: '1',
    });
    expect(infoOf('latency/window/p99')).toMatchObject({
      kind: 'gauge',
      unit: 's',
      description: 'Percentile',
    });
  });

  test('of a member that has no source names that of its container', () => {
    expect(infoOf('cache/hits').source).toBe('M › S');
    expect(infoOf('cache/size').source).toBe('M › S.size');
  });

  test('of a gauge of unit 1 makes it a ratio for display', () => {
    expect(infoOf('node/cpu/utilization')).toMatchObject({
      unit: '1',
      displayUnit: 'ratio',
    });
    expect(infoOf('latency/count').displayUnit).toBe('1');
  });

  test('of a variable with an empty name belongs to no other variable', () => {
    const unnamed = new Store(
      createState(
        [
          [[''], 1],
          [['n'], 2],
        ],
        [[[''], { type: 'int', source: 'nobody' }]],
      ),
    );
    expect(unnamed.info(unnamed.find('n')!).source).toBeUndefined();
  });

  test('in a frame replaces that of the state', () => {
    const updated = new Store(
      createState([[['m', 'a'], 1]], [[['m', 'a'], { unit: 's' }]]),
    );
    expect(updated.info(updated.find('m/a')!).unit).toBe('s');
    const { treeVersion } = updated;
    updated.apply(
      createFrame(1, [], { metadata: [[['m', 'a'], { unit: 'By' }]] }),
    );
    expect(updated.info(updated.find('m/a')!).unit).toBe('By');
    expect(updated.treeVersion).toBeGreaterThan(treeVersion);
  });

  test('is never taken from the name of a variable', () => {
    const bare = new Store(createState([[['memstats', 'HeapAlloc'], 1]]));
    expect(bare.info(bare.find('memstats/HeapAlloc')!)).toMatchObject({
      kind: undefined,
      unit: undefined,
    });
  });
});

test('drops the event-loop delay of the first 20 seconds of a process', () => {
  const young = new Store({ ...createState([]), tick: 19 });
  expect(young.runtime.loopDelay.get(18)).toBeNaN();
  expect(young.runtime.loopDelayMax.get(19)).toBeNaN();
  expect(young.runtime.rss.get(19)).toBe(2);
  young.apply({ ...createFrame(1, []), tick: 20 });
  expect(young.runtime.loopDelay.get(20)).toBeNaN();
  young.apply({ ...createFrame(2, []), tick: 21 });
  expect(young.runtime.loopDelay.get(21)).toBe(3);
  // Without history, tick 1 is long after the start of the process.
  const old = new Store({ ...createState([]), tick: 1, history: false });
  expect(old.runtime.loopDelay.get(1)).toBe(2);
});

test('accepts a state that lacks a runtime series', () => {
  const state = createState([]);
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

test('shows the values of the pause while frames arrive', () => {
  const store = new Store(createState([[['n'], 1]]));
  store.pause();
  store.apply(createFrame(1, [1, 2]));
  store.apply(createFrame(2, [1, 3]));
  expect(store.valueOf(valueNode(store, 'n'))).toBe(1);
  store.resume();
  expect(store.valueOf(valueNode(store, 'n'))).toBe(3);
});

test('keeps the history of the pause while frames arrive', () => {
  const store = new Store(createState([[['n'], 1]]));
  store.addSeries(1).set(100, 1);
  const { firstTick } = store;
  const before = store.runtime.rss.get(100);
  store.pause();
  for (let seconds = 1; seconds <= 700; seconds++) {
    store.apply(createFrame(seconds, [1, seconds]));
  }
  expect(store.firstTick).toBe(firstTick);
  expect(store.shownAt).toBe(START);
  expect(store.times.get(100)).toBe(START);
  expect(store.runtime.rss.get(100)).toBe(before);
  expect(store.series.get(1)?.get(100)).toBe(1);
  store.resume();
  expect(store.firstTick).toBe(201);
  expect(store.series.get(1)?.get(800)).toBe(700);
});

test('backfills a series of the pause up to the pause', () => {
  const state = createState(
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
  store.apply({ ...createFrame(1, [1, 600]), tick: 1001 });
  store.addSeries(1);
  store.backfill(1, [...seconds.slice(1), 600], 1001);
  const variable = store.valuesById.get(1)!;
  expect(variable.changedAt).toBe(START);
});

test('updates the counts of failures', () => {
  const store = new Store({
    ...createState([]),
    failures: [{ path: ['x'], reason: 'boom', at: START, count: 1 }],
  });
  store.apply(createFrame(1, [], { failureCounts: [2] }));
  expect(store.failures).toEqual([
    { path: ['x'], reason: 'boom', at: START + 1000, count: 2 },
  ]);
});

test('does not rebuild the rows when the same variable fails again', () => {
  const store = new Store(createState([[['n'], null]]));
  const failure = { path: ['n'], reason: 'no', at: START, count: 1 };
  store.apply(createFrame(1, [], { failures: [failure] }));
  const { treeVersion } = store;
  store.apply(createFrame(2, [], { failures: [{ ...failure, count: 2 }] }));
  expect(store.treeVersion).toBe(treeVersion);
  expect(store.failureOf(valueNode(store, 'n'))?.count).toBe(2);
  store.apply(createFrame(3, [], { failures: [] }));
  expect(store.treeVersion).toBeGreaterThan(treeVersion);
});

const refused = { path: ['m', 'a'], reason: 'no', at: START, count: 1 };

test('adds a placeholder for a failing key of a map until it recovers', () => {
  const store = new Store({
    ...createState([[['m', 'b'], 1]]),
    failures: [refused],
  });
  expect(valueNode(store, 'm/a').value).toBeNull();
  expect(store.failureOf(valueNode(store, 'm/a'))).toBe(refused);
  expect(store.hasFailingMember(store.find('m')!)).toBe(true);
  const { treeVersion } = store;
  store.apply(createFrame(1, [], { failures: [{ ...refused, count: 2 }] }));
  expect(store.treeVersion).toBe(treeVersion);
  // The map loses its last member, and gets it back.
  store.apply(createFrame(2, [], { removed: [1], added: [[5, ['m'], {}]] }));
  expect(valueNode(store, 'm/a').value).toBeNull();
  store.apply(
    createFrame(3, [], { added: [[6, ['m', 'b'], 1]], removed: [5] }),
  );
  expect(valueNode(store, 'm/b').value).toBe(1);
  expect(valueNode(store, 'm/a').value).toBeNull();
  store.apply(
    createFrame(4, [], { failures: [], added: [[7, ['m', 'a'], 3]] }),
  );
  expect(valueNode(store, 'm/a').value).toBe(3);
  expect(store.hasFailingMember(store.find('m')!)).toBe(false);
  expect(store.valuesById.size).toBe(2);
});

test('restores an empty map when its only key, which failed, recovers', () => {
  const store = new Store(createState([[['m'], {}]]));
  store.apply(createFrame(1, [], { failures: [refused] }));
  expect(store.find('m')).toBeInstanceOf(ObjectNode);
  store.apply(createFrame(2, [], { failures: [] }));
  expect(valueNode(store, 'm').id).toBe(1);
  store.apply(createFrame(3, [], { failures: [refused] }));
  store.apply(createFrame(4, [], { removed: [1], failures: [] }));
  expect(store.find('m')).toBeUndefined();
  expect(store.valuesById.size).toBe(0);
});
