import { expect, test, vi } from 'vitest';
import {
  differences,
  fetchSeries,
  parseSnapshot,
  stateOf as stateOfStore,
} from '../snapshot.js';
import { Store } from '../store.js';
import { frame, stateOf } from './state.js';

test('a store survives its snapshot', () => {
  const store = new Store(
    stateOf(
      [
        [['a/b', '~'], 1],
        [['__proto__'], 'x'],
      ],
      [[['a/b', '~'], { type: 'map', unit: 'By' }]],
    ),
  );
  store.apply(frame(1, [1, 2]));
  const file = JSON.stringify({
    format: 'nestjs-expvar snapshot',
    version: 1,
    savedAt: 0,
    state: stateOfStore(store),
    series: { 1: [1, 2] },
  });
  const again = parseSnapshot(file, 'file', 0)!;
  expect(stateOfStore(again)).toEqual(stateOfStore(store));
  expect([100, 101].map((tick) => again.courses.get(1)?.get(tick))).toEqual([
    1, 2,
  ]);
  const older = JSON.stringify({ ...JSON.parse(file), series: undefined });
  expect(parseSnapshot(older, 'file', 0)?.courses.size).toBe(0);
});

test('what is saved while paused is what was then', async () => {
  const store = new Store(stateOf([[['n'], 1]]));
  store.apply(frame(1, [1, 2]));
  store.pause();
  store.apply(frame(2, [1, 3]));
  const state = stateOfStore(store);
  expect(state.tick).toBe(101);
  expect(state.variables).toEqual([[1, ['n'], 2]]);
  expect(state.runtime.at).toHaveLength(3);
  const answer = { tick: 102, at: [], series: { 1: [1, 2, 3] } };
  const fetched = vi.fn(() => Promise.resolve(Response.json(answer)));
  vi.stubGlobal('fetch', fetched);
  try {
    expect(await fetchSeries('/ui', store)).toEqual({ 1: [1, 2] });
  } finally {
    vi.unstubAllGlobals();
  }
  expect(fetched.mock.calls).toEqual([
    ['/ui/history?id=1', { cache: 'no-store' }],
  ]);
});

test('a document as curl saves it is a snapshot too', () => {
  const store = parseSnapshot(
    '{"n": 1, "m": {"a": {}, "b": [1]}, "__proto__": {"x": 2}}',
    'vars.json',
    1_700_000_000_000,
  );
  expect(store?.at).toBe(1_700_000_000_000);
  expect(stateOfStore(store!).variables).toEqual([
    [1, ['n'], 1],
    [2, ['m', 'a'], {}],
    [3, ['m', 'b'], [1]],
    [4, ['__proto__', 'x'], 2],
  ]);
  const state = '{"format": "nestjs-expvar snapshot", "state": 1}';
  for (const text of ['[1]', 'no', state]) {
    expect(parseSnapshot(text, 'x', 0)).toBeUndefined();
  }
});

test('the greatest relative change comes first', () => {
  const before = new Store(
    stateOf([
      [['same'], 1],
      [['little'], 100],
      [['much'], 2],
      [['gone'], 1],
    ]),
  );
  const after = new Store(
    stateOf([
      [['same'], 1],
      [['little'], 101],
      [['much'], 1],
      [['new'], 1],
    ]),
  );
  const found = differences(before, after);
  expect(found.map(({ path }) => path[0])).toEqual([
    'gone',
    'new',
    'much',
    'little',
  ]);
  expect(found[2]?.relative).toBe(-0.5);
});

test('what the process publishes by itself comes after the rest', () => {
  const before = new Store(
    stateOf([
      [['memstats', 'Alloc'], 1],
      [['list'], [1]],
      [['jobs'], 10],
    ]),
  );
  const after = new Store(
    stateOf([
      [['memstats', 'Alloc'], 100],
      [['list'], [2]],
      [['jobs'], 11],
    ]),
  );
  const found = differences(before, after);
  expect(found.map(({ path }) => path[0])).toEqual([
    'jobs',
    'list',
    'memstats',
  ]);
});
