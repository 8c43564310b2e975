import { describe, expect, test } from 'vitest';
import {
  RUNTIME_SERIES,
  type Nodes,
  type RuntimeHistory,
} from '../../../src/dashboard/protocol/types.js';
import { Store } from '../../state/store.js';
import {
  isCounter,
  type ObjectNode,
  type ValueNode,
} from '../../state/variable-tree.js';
import { createDelta, createSnapshot, MONO, TICK, WALL } from '../snapshots.js';

const valueAt = (store: Store, key: string) => store.find(key) as ValueNode;

/** A history of `length` seconds whose series are all `value`. */
function runtime(length: number, value = 1, lastSecond = 0): RuntimeHistory {
  const seconds = Array.from(
    { length },
    (_, index) => index + 1 - length + lastSecond,
  );
  return {
    mono: seconds.map((second) => MONO + second * 1000),
    wall: seconds.map((second) => WALL + second * 1000),
    series: Object.fromEntries(
      RUNTIME_SERIES.map((name) => [name, seconds.map(() => value)]),
    ) as unknown as RuntimeHistory['series'],
  };
}

/** One number with id 0. */
const storeOf = (value: number | bigint, kind?: 'counter' | 'gauge') =>
  new Store(createSnapshot([[['n'], value]], kind ? [[['n'], { kind }]] : []));

/** Applies one value a second. @returns the rate after each */
function applyAll(
  store: Store,
  values: readonly (number | bigint | undefined)[],
  firstSecond = 1,
): (number | null)[] {
  return values.map((value, index) => {
    const changed = value === undefined ? {} : { 0: value };
    store.apply(createDelta(firstSecond + index, changed));
    return store.rateOf(valueAt(store, 'n'));
  });
}

describe('the rate of a number', () => {
  test('is that of the last seconds', () => {
    const store = storeOf(0);
    expect(applyAll(store, [2, 4, 6])).toEqual([2, 2, 2]);
    expect(
      applyAll(
        store,
        Array.from({ length: 20 }, (_, i) => 10 + 4 * i),
        4,
      ).at(-1),
    ).toBe(4);
  });

  test('is 0 after five seconds without a change', () => {
    const rates = applyAll(
      storeOf(7),
      Array.from({ length: 5 }, () => undefined),
    );
    expect(rates).toEqual([null, null, null, null, 0]);
  });

  test('does not depend on the clock of the server', () => {
    const store = storeOf(0);
    applyAll(store, [10, 20, 30, 40, 50, 60]);
    store.apply(createDelta(7, { 0: 70 }, { wall: WALL - 3_600_000 }));
    expect(store.rateOf(valueAt(store, 'n'))).toBe(10);
    store.apply(createDelta(8, { 0: 80 }, { wall: WALL + 7_200_000 }));
    expect(store.rateOf(valueAt(store, 'n'))).toBe(10);
  });

  test('does not span the time for which the process was stopped', () => {
    const store = storeOf(0);
    applyAll(store, [10, 20, 30, 40, 50, 60]);
    const stopped = (seconds: number) => ({
      mono: MONO + 60_000 + seconds * 1000,
    });
    store.apply(createDelta(7, { 0: 70 }, stopped(7)));
    expect(store.rateOf(valueAt(store, 'n'))).toBeNull();
    store.apply(createDelta(8, { 0: 80 }, stopped(8)));
    expect(store.rateOf(valueAt(store, 'n'))).toBe(10);
  });

  test('is unknown only across a fall', () => {
    const store = storeOf(0);
    applyAll(store, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(isCounter(valueAt(store, 'n'))).toBe(true);
    expect(applyAll(store, [0, 3, 6], 10)).toEqual([null, 3, 3]);
    expect(isCounter(valueAt(store, 'n'))).toBe(true);
  });

  test('makes no counter of a number that falls as often as it rises', () => {
    const store = storeOf(0);
    applyAll(
      store,
      Array.from({ length: 200 }, (_, second) => second % 4),
    );
    expect(isCounter(valueAt(store, 'n'))).toBe(false);
  });

  test('is exact beyond 2^53', () => {
    const start = 2n ** 60n;
    const store = storeOf(start, 'counter');
    expect(applyAll(store, [start + 3n, start + 6n, start + 9n])).toEqual([
      3, 3, 3,
    ]);
    expect(valueAt(store, 'n').value).toBe(1152921504606846985n);
  });

  test('is exact where a number grows beyond 2^53', () => {
    const store = storeOf(Number.MAX_SAFE_INTEGER, 'counter');
    expect(applyAll(store, [9007199254740996n])).toEqual([5]);
  });

  test('is known at once for a series that is loaded', () => {
    const store = new Store(
      createSnapshot([[['n'], 30]], [], { runtime: runtime(11) }),
    );
    store.addSeries(0);
    store.backfill(0, [0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30], TICK);
    expect(store.rateOf(valueAt(store, 'n'))).toBe(3);
    expect(isCounter(valueAt(store, 'n'))).toBe(true);
  });

  test('is not computed from loaded samples beyond 2^53, which are rounded', () => {
    const start = 2n ** 60n;
    const store = storeOf(start, 'counter');
    applyAll(store, [start + 3n, start + 6n]);
    store.addSeries(0);
    store.backfill(0, [2 ** 60, 2 ** 60], TICK + 2);
    expect(store.rateOf(valueAt(store, 'n'))).toBe(3);
  });

  test('goes on after a reconnection', () => {
    const store = storeOf(0);
    applyAll(store, [2, 4, 6]);
    const again = new Store(
      createSnapshot([[['n'], 20]], [], {
        n: TICK + 10,
        mono: MONO + 10_000,
        wall: WALL + 10_000,
        runtime: runtime(20, 1, 10),
      }),
      store,
    );
    expect(again.rateOf(valueAt(again, 'n'))).toBe(2);
  });
});

describe('the history', () => {
  test('has the samples of the snapshot and of each delta', () => {
    const store = new Store(createSnapshot([], [], { runtime: runtime(3, 5) }));
    const r = RUNTIME_SERIES.map((_, index) => index);
    store.apply(createDelta(1, {}, { r }));
    expect(store.timeline.firstTick).toBe(TICK - 2);
    expect(store.timeline.lastTick).toBe(TICK + 1);
    expect(store.runtime.rss.toArray(TICK - 2, TICK + 1)).toEqual(
      Float64Array.of(5, 5, 5, 1),
    );
  });

  test('has ten minutes', () => {
    const store = new Store(createSnapshot([], [], { runtime: runtime(50) }));
    for (let second = 1; second <= 700; second++) {
      store.apply(createDelta(second));
    }
    expect(store.timeline.lastTick - store.timeline.firstTick).toBe(599);
    expect(store.timeline.toMono(WALL + 650_000)).toBe(MONO + 650_000);
  });

  test('has a gap where the process took no samples', () => {
    const store = new Store(createSnapshot([]));
    store.apply(createDelta(1));
    // A block of a second delays a sample and makes no gap.
    store.apply(createDelta(2, {}, { mono: MONO + 3000 }));
    store.apply(createDelta(3, {}, { mono: MONO + 9000 }));
    expect(
      [1, 2, 3].map((second) => store.timeline.hasGapBefore(TICK + second)),
    ).toEqual([false, false, true]);
  });

  test('drops the event-loop delay of the first 20 seconds of a process', () => {
    const start = { n: 19, mono: 20_000, wall: WALL };
    const store = new Store(
      createSnapshot([], [], {
        ...start,
        runtime: {
          ...runtime(20),
          mono: Array.from({ length: 20 }, (_, i) => (i + 1) * 1000),
        },
      }),
    );
    const r = RUNTIME_SERIES.map(() => 1);
    store.apply({ ...createDelta(0), n: 20, mono: 21_000, r });
    expect(store.runtime.loopDelayMax.get(19)).toBeNaN();
    expect(store.runtime.loopDelayMax.get(20)).toBe(1);
    expect(store.runtime.cpu.get(19)).toBe(1);
  });

  test('of before a reconnection stays, also where the server has none', () => {
    const store = new Store(createSnapshot([], [], { runtime: runtime(3, 5) }));
    const again = new Store(
      createSnapshot([], [], {
        n: TICK + 30,
        mono: MONO + 30_000,
        wall: WALL + 30_000,
        history: false,
      }),
      store,
    );
    expect(again.timeline.firstTick).toBe(TICK - 2);
    expect(again.runtime.rss.get(TICK)).toBe(5);
    expect(again.runtime.rss.get(TICK + 15)).toBeNaN();
  });

  test('of before a reconnection is not repeated in the time that nobody knows', () => {
    const store = new Store(createSnapshot([], [], { runtime: runtime(3, 5) }));
    const r = RUNTIME_SERIES.map(() => 7);
    for (let second = 1; second <= 700; second++) {
      store.apply(createDelta(second, {}, { r }));
    }
    const again = new Store(
      createSnapshot([], [], {
        n: TICK + 730,
        mono: MONO + 730_000,
        wall: WALL + 730_000,
        history: false,
      }),
      store,
    );
    expect(again.runtime.rss.get(TICK + 700)).toBe(7);
    expect(again.runtime.rss.get(TICK + 715)).toBeNaN();
    expect(again.timeline.tickAtMono(MONO + 600_000)).toBe(TICK + 600);
    expect(again.timeline.tickAtMono(MONO + 730_000)).toBe(TICK + 730);
    expect(again.timeline.hasGapBefore(TICK + 730)).toBe(true);
  });

  test('of a value has no sample that is newer than the store', () => {
    const store = new Store(
      createSnapshot([[['n'], 3]], [], { runtime: runtime(3) }),
    );
    store.addSeries(0);
    store.backfill(0, [1, 2, 3, 4, 5], TICK + 2);
    expect(store.series.get(0)!.toArray(TICK - 2, TICK)).toEqual(
      Float64Array.of(1, 2, 3),
    );
  });
});

describe('the tree', () => {
  const nodes: Nodes = {
    ids: [10, 11],
    parents: [-1, 10],
    keys: ['users', 'constructor'],
    meta: [0, -1],
    dict: [{ source: 'UsersService' }],
    values: [undefined, 4],
  };

  test('finds variables by the keys of their paths', () => {
    const store = new Store(createSnapshot([[['__proto__', 'a/b'], 1]]));
    expect(store.find('__proto__/a%2Fb')).toMatchObject({
      path: ['__proto__', 'a/b'],
      value: 1,
    });
    expect(store.find('toString')).toBeUndefined();
    expect(store.find('__proto__/a%2Fb/c')).toBeUndefined();
  });

  test('gains and loses branches', () => {
    const store = new Store(createSnapshot([[['n'], 1]]));
    const version = store.treeVersion;
    store.apply(createDelta(1, {}, { add: nodes, lazy: [[10, 500]] }));
    expect(store.treeVersion).toBeGreaterThan(version);
    const users = store.find('users') as ObjectNode;
    expect(users.memberCount).toBe(501);
    expect(store.find('users/constructor')!.info.source).toBe('UsersService');
    store.apply(createDelta(2, {}, { del: [10] }));
    expect(store.find('users')).toBeUndefined();
    expect(store.valuesById.has(11)).toBe(false);
  });

  test('holds nothing of variables that are gone', () => {
    const store = new Store(createSnapshot([]));
    for (let second = 1; second <= 1000; second++) {
      const add = {
        ...nodes,
        ids: [2 * second, 2 * second + 1],
        parents: [-1, 2 * second],
        dict: [{ limits: { warning: 1 } }],
        meta: [-1, 0],
      };
      store.apply(createDelta(second, {}, { del: [2 * second - 2], add }));
      store.addSeries(2 * second + 1);
    }
    expect(store.nodesById.size).toBe(2);
    expect(store.series.size).toBe(1);
    expect([...store.limitLevels.reached()]).toHaveLength(1);
  });

  test('of a process that is gone has only the series of what was shown', () => {
    const store = new Store(
      createSnapshot([
        [['a', 'x'], 1],
        [['a', 'y'], 2],
      ]),
    );
    store.addSeries(store.find('a/x')!.id);
    store.retire();
    expect(store.find('a/x')).toBeDefined();
    expect(store.find('a/y')).toBeUndefined();
  });
});

test('units and kinds are never taken from the name of a variable', () => {
  const store = new Store(
    createSnapshot([
      [['heapBytes'], 1],
      [['p99'], 1],
    ]),
  );
  for (const key of ['heapBytes', 'p99']) {
    const { unit, kind, displayUnit } = store.find(key)!.info;
    expect([unit, kind, displayUnit]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  }
});

describe('failures', () => {
  const failure = { id: 1, reason: 'refused', since: WALL };
  const snapshot = createSnapshot([[['orders', 'db'], null]], [], {
    failures: [failure],
  });

  test('are known of a variable and of what contains it', () => {
    const store = new Store(snapshot);
    expect(store.failureOf(store.find('orders/db')!)).toEqual(failure);
    expect(store.hasFailingMember(store.find('orders')!)).toBe(true);
  });

  test('that have ended leave their reason and their time', () => {
    const store = new Store(snapshot);
    store.apply(createDelta(5, { 1: 7 }, { fail: [] }));
    const db = store.find('orders/db')!;
    expect(store.failureOf(db)).toBeUndefined();
    expect(store.hasFailingMember(store.find('orders')!)).toBe(false);
    expect(store.failedEarlier(db)).toEqual({
      path: ['orders', 'db'],
      reason: 'refused',
      at: WALL + 5000,
    });
    store.apply(createDelta(6, { 1: null }, { fail: [failure] }));
    expect(store.failedEarlier(db)).toBeUndefined();
  });

  test('that have ended before the page was opened are known by the events', () => {
    const store = new Store(
      createSnapshot([[['db'], 1]], [], {
        events: [
          {
            id: 0,
            mono: 1,
            wall: WALL - 9000,
            kind: 'failed',
            path: ['db'],
            reason: 'refused',
          },
          {
            id: 1,
            mono: 2,
            wall: WALL - 8000,
            kind: 'recovered',
            path: ['db'],
          },
        ],
      }),
    );
    expect(store.failedEarlier(store.find('db')!)).toEqual({
      path: ['db'],
      reason: 'refused',
      at: WALL - 9000,
    });
  });

  test('that have ended while the page was paused are known', () => {
    const again = new Store(
      createSnapshot([[['orders', 'db'], 5]], [], {
        n: TICK + 9,
        mono: MONO + 9000,
        wall: WALL + 9000,
      }),
      new Store(snapshot),
    );
    expect(again.failedEarlier(again.find('orders/db')!)?.reason).toBe(
      'refused',
    );
  });
});

test('marks the values that are late results', () => {
  const store = new Store(
    createSnapshot(
      [
        [['a'], 1],
        [['b'], 2],
      ],
      [],
      { late: [0] },
    ),
  );
  expect(store.isLate(store.find('a')!)).toBe(true);
  store.apply(createDelta(1, {}, { late: [1] }));
  expect(
    [store.find('a')!, store.find('b')!].map((node) => store.isLate(node)),
  ).toEqual([false, true]);
});

test('stores 60 intervals and 500 events', () => {
  const store = new Store(createSnapshot([]));
  for (let second = 1; second <= 600; second++) {
    store.apply(
      createDelta(
        second,
        {},
        {
          interval: { mono: second, wall: second, seconds: 10, rows: [] },
          events: [{ id: second, mono: second, wall: second, kind: 'gc' }],
          ...(second === 1 && {
            series: [{ id: 3, kind: 'route', path: ['http'] }],
          }),
        },
      ),
    );
  }
  expect([store.intervals[0]?.mono, store.intervals.at(-1)?.mono]).toEqual([
    541, 600,
  ]);
  expect([store.events[0]?.id, store.events.at(-1)?.id]).toEqual([101, 600]);
  expect(store.intervalSeries.get(3)?.kind).toBe('route');
});

describe('limits', () => {
  const create = (value: number) =>
    new Store(
      createSnapshot(
        [[['n'], value]],
        [[['n'], { limits: { warning: 10, critical: 20 } }]],
      ),
    );
  const levels = (store: Store, values: readonly number[]) =>
    values.map((value, index) => {
      store.apply(createDelta(index + 1, { 0: value }));
      return store.limitLevels.levelOf(valueAt(store, 'n'));
    });

  test('are reached by the first value that the page gets', () => {
    expect(
      create(10).limitLevels.levelOf(valueAt(create(10), 'n')),
    ).toBeUndefined();
    const store = create(20);
    expect(store.limitLevels.levelOf(valueAt(store, 'n'))).toBe('critical');
    expect(store.limitLevels.count).toBe(1);
  });

  test('are reached and left after three samples in a row', () => {
    expect(
      levels(create(1), [10, 11, 9, 10, 10, 10, 1, 1, 20, 20, 20, 1, 1, 1]),
    ).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      'warning',
      'warning',
      'warning',
      'warning',
      'warning',
      'critical',
      'critical',
      'critical',
      undefined,
    ]);
  });

  test('are reached by integers beyond 2^53', () => {
    const store = new Store(
      createSnapshot(
        [[['n'], 2n ** 60n]],
        [[['n'], { limits: { warning: 10 } }]],
      ),
    );
    expect(store.limitLevels.levelOf(store.find('n')!)).toBe('warning');
  });

  test('of an object are the worst of its members', () => {
    const limits = { warning: 10, critical: 20 };
    const store = new Store(
      createSnapshot(
        [
          [['map', 'inner', 'a'], 25],
          [['map', 'b'], 15],
          [['other', 'c'], 5],
        ],
        [
          [['map', 'inner', 'a'], { limits }],
          [['map', 'b'], { limits }],
          [['other', 'c'], { limits }],
        ],
      ),
    );
    const levelsOf = () =>
      ['map', 'map/inner', 'other'].map((key) =>
        store.limitLevels.levelOf(store.find(key)!),
      );
    expect(levelsOf()).toEqual(['critical', 'critical', undefined]);
    store.apply(createDelta(1, {}, { del: [store.find('map/inner/a')!.id] }));
    expect(levelsOf()).toEqual(['warning', undefined, undefined]);
  });

  test('of a value that is gone are no longer reached', () => {
    const store = create(20);
    store.apply(createDelta(1, {}, { del: [0] }));
    expect(store.limitLevels.count).toBe(0);
  });
});
