import { describe, expect, test } from 'vitest';
import { parseFilter } from '../filter.js';
import { buildRows } from '../rows.js';
import { parseSnapshot, stateOfStore } from '../snapshot.js';
import { Store } from '../store.js';
import { createFrame, createState } from './test-state.js';

function createStore(queued: number, free = 50): Store {
  return new Store(
    createState(
      [
        [['jobs', 'queued'], queued],
        [['jobs', 'done'], 900],
        [['free'], free],
      ],
      [
        [['jobs'], { type: 'map' }],
        [['jobs', 'queued'], { limits: { warning: 100, critical: 500 } }],
        [['free'], { limits: { warning: 10, critical: 5, below: true } }],
      ],
    ),
  );
}

function levels(store: Store) {
  return ['jobs/queued', 'jobs/done', 'free', 'jobs'].map((key) =>
    store.limitLevels.levelOf(store.find(key)!),
  );
}

describe('limits', () => {
  test('are reached by the first value that the page gets', () => {
    expect(levels(createStore(99, 11))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    const store = createStore(100, 5);
    expect(levels(store)).toEqual([
      'warning',
      undefined,
      'critical',
      'warning',
    ]);
    expect(store.limitLevels.count).toBe(2);
  });

  test('are reached and left after three samples in a row', () => {
    const store = createStore(0);
    store.apply(createFrame(1, [1, 500]));
    store.apply(createFrame(2, []));
    expect(levels(store)[0]).toBeUndefined();
    store.apply(createFrame(3, []));
    expect(levels(store)[0]).toBe('critical');
    store.apply(createFrame(4, [1, 0]));
    store.apply(createFrame(5, [1, 1]));
    expect(levels(store)[0]).toBe('critical');
    // A sample in between begins the count again.
    store.apply(createFrame(6, [1, 600]));
    store.apply(createFrame(7, [1, 0]));
    store.apply(createFrame(8, []));
    expect(levels(store)[0]).toBe('critical');
    store.apply(createFrame(9, []));
    expect(levels(store)[0]).toBeUndefined();
    expect(store.limitLevels.count).toBe(0);
  });

  test('of a value that is gone are no longer reached', () => {
    const store = createStore(500);
    expect(store.limitLevels.count).toBe(1);
    store.apply(createFrame(1, [], { removed: [1] }));
    expect(store.limitLevels.count).toBe(0);
  });

  test('select the rows of the tab of values over their limit', () => {
    const { rows, matchCount } = buildRows(createStore(500, 1), {
      filter: parseFilter(''),
      tab: 'overLimit',
      sort: 'name',
      descending: false,
      pins: new Set(),
      expanded: new Map(),
    });
    expect(rows.map(({ variable }) => variable.key)).toEqual([
      'free',
      'jobs',
      'jobs/queued',
    ]);
    expect(matchCount).toBe(2);
  });

  test('are part of a snapshot', () => {
    const state = JSON.stringify({
      format: 'nestjs-expvar snapshot',
      version: 1,
      state: stateOfStore(createStore(500, 1)),
    });
    const opened = parseSnapshot(state, 'a.json', 0);
    expect(levels(opened as Store)).toEqual([
      'critical',
      undefined,
      'critical',
      'critical',
    ]);
  });

  test('of a snapshot that are no numbers are left out', () => {
    const state = createState(
      [[['a'], 1]],
      [[['a'], { limits: { warning: '0', critical: null } as object }]],
    );
    const text = JSON.stringify({
      format: 'nestjs-expvar snapshot',
      version: 1,
      state,
    });
    const opened = parseSnapshot(text, 'a.json', 0) as Store;
    expect(opened.limitLevels.count).toBe(0);
  });
});
