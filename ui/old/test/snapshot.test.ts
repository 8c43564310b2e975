import { describe, expect, test, vi } from 'vitest';
import {
  compareStores,
  fetchAllSeries,
  openSnapshot,
  parseSnapshot,
  stateOfStore,
} from '../snapshot.js';
import { Store } from '../store.js';
import { createFrame, createState, START } from './test-state.js';

function fileText(state: unknown, more: object = {}): string {
  return JSON.stringify({
    format: 'nestjs-expvar snapshot',
    version: 1,
    savedAt: 0,
    state,
    ...more,
  });
}

function parse(text: string): Store {
  const store = parseSnapshot(text, 'vars.json', 1_700_000_000_000);
  expect(store).toBeInstanceOf(Store);
  return store as Store;
}

describe('a snapshot', () => {
  test('restores the state and the series of a store', () => {
    const store = new Store(
      createState(
        [
          [['a/b', '~'], 1],
          [['__proto__'], 'x'],
        ],
        [[['a/b', '~'], { type: 'map', unit: 'By' }]],
      ),
    );
    store.apply(createFrame(1, [1, 2]));
    const state = stateOfStore(store);
    const restored = parse(fileText(state, { series: { 1: [1, 2] } }));
    expect(stateOfStore(restored)).toEqual(state);
    const series = restored.series.get(1)!;
    expect([series.get(100), series.get(101)]).toEqual([1, 2]);
  });

  test('of an older version has no series', () => {
    expect(parse(fileText(createState([]))).series.size).toBe(0);
  });

  test('of a paused view has the values of the pause', async () => {
    const store = new Store(createState([[['n'], 1]]));
    store.apply(createFrame(1, [1, 2]));
    store.pause();
    store.apply(createFrame(2, [1, 3]));
    const state = stateOfStore(store);
    expect(state.tick).toBe(101);
    expect(state.variables).toEqual([[1, ['n'], 2]]);
    expect(state.runtime.at).toHaveLength(3);
    const history = { tick: 102, at: [], series: { 1: [1, 2, 3] } };
    const fetched = vi.fn(() => Promise.resolve(Response.json(history)));
    vi.stubGlobal('fetch', fetched);
    try {
      expect(await fetchAllSeries('/ui', store)).toEqual({ 1: [1, 2] });
    } finally {
      vi.unstubAllGlobals();
    }
    expect(fetched.mock.calls).toEqual([
      ['/ui/history?id=1', { cache: 'no-store' }],
    ]);
  });
});

test('a document that curl has saved opens like a snapshot', () => {
  const store = parse(
    '{"n": 1, "m": {"a": {}, "b": [1]}, "__proto__": {"x": 2}}',
  );
  expect(store.at).toBe(1_700_000_000_000);
  expect(stateOfStore(store).variables).toEqual([
    [1, ['n'], 1],
    [2, ['m', 'a'], {}],
    [3, ['m', 'b'], [1]],
    [4, ['__proto__', 'x'], 2],
  ]);
});

describe('a hostile file', () => {
  const state = createState([[['n'], 1]]);
  const { process, runtime } = state;

  test.each([
    ['', 'notASnapshot'],
    ['no', 'notASnapshot'],
    ['[1]', 'notASnapshot'],
    ['null', 'notASnapshot'],
    [fileText(1), 'notASnapshot'],
    [fileText({}), 'notASnapshot'],
    [fileText({ ...state, process: {} }), 'notASnapshot'],
    [fileText({ ...state, process: null }), 'notASnapshot'],
    [
      fileText({ ...state, process: { ...process, startedAt: 1e300 } }),
      'notASnapshot',
    ],
    [
      fileText({ ...state, process: { ...process, pid: '12' } }),
      'notASnapshot',
    ],
    [fileText({ ...state, tick: 1e308 }), 'notASnapshot'],
    [fileText({ ...state, tick: -1 }), 'notASnapshot'],
    [fileText({ ...state, tick: 0.5 }), 'notASnapshot'],
    [fileText({ ...state, at: 1e300 }), 'notASnapshot'],
    [fileText({ ...state, at: 'now' }), 'notASnapshot'],
    [fileText({ ...state, intervalMs: 1e12 }), 'notASnapshot'],
    [fileText({ ...state, intervalMs: 0 }), 'notASnapshot'],
    [fileText({ ...state, variables: {} }), 'notASnapshot'],
    [fileText(state, { version: '1' }), 'notASnapshot'],
    [fileText(state, { version: 99 }), 'newerVersion'],
    [`${'['.repeat(20_000)}${']'.repeat(20_000)}`, 'tooLarge'],
    [`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`, 'tooLarge'],
    ['['.repeat(1_000_000), 'tooLarge'],
  ])('%.60s is refused as %s', (text, problem) => {
    expect(parseSnapshot(text, 'file', 0)).toBe(problem);
  });

  test('of more than 64 MiB is refused without being read', async () => {
    const file = {
      size: 64 * 1024 * 1024 + 1,
      text: () => Promise.reject(new Error('The file has been read.')),
    } as unknown as File;
    expect(await openSnapshot(file)).toBe('tooLarge');
  });

  test('keeps the valid variables, metadata and failures only', () => {
    const store = parse(
      fileText({
        ...state,
        omitted: 2,
        heapLimit: 'x',
        variables: [
          [1, ['n'], 1],
          [0, ['zero'], 1],
          [-1, ['negative'], 1],
          [1.5, ['fraction'], 1],
          ['2', ['text'], 1],
          [3, [], 1],
          [4, 'path', 1],
          [5, ['a', 1], 1],
          [6, Array.from({ length: 101 }, () => 'deep'), 1],
          [7, ['no value']],
          null,
        ],
        metadata: [
          [['n'], { type: 'int', unit: 5, description: { a: 1 }, kind: 'x' }],
          [['n', 5], { type: 'int' }],
          [['n'], 3],
          'x',
        ],
        failures: [
          { path: ['f'], reason: 5, at: 1e300, count: -1 },
          { path: 'f' },
          null,
        ],
      }),
    );
    expect(stateOfStore(store)).toMatchObject({
      variables: [[1, ['n'], 1]],
      metadata: [[['n'], { type: 'int', kind: 'x' }]],
      failures: [{ path: ['f'], reason: '', at: 0, count: 1 }],
      omitted: 12,
      heapLimit: null,
    });
    expect(store.metadataEntries()[0]![1]).not.toHaveProperty('unit');
  });

  test('shows at most 20,000 variables and counts the rest', () => {
    const many = Array.from({ length: 30_000 }, (_, i) => [
      i + 1,
      [`n${i}`],
      i,
    ]);
    const snapshot = parse(fileText({ ...state, variables: many }));
    expect([snapshot.valuesById.size, snapshot.omitted]).toEqual([
      20_000, 10_000,
    ]);
    const names = Array.from({ length: 30_000 }, (_, i) => `n${i}`);
    const map = Object.fromEntries(names.map((name) => [name, 1]));
    const document = parse(JSON.stringify({ map }));
    expect([document.valuesById.size, document.omitted]).toEqual([
      20_000, 10_000,
    ]);
  });

  test('with a broken history opens without it', () => {
    for (const broken of [
      { ...state, runtime: null },
      { ...state, runtime: { at: 'x', series: { cpu: 'x', rss: ['1', {}] } } },
    ]) {
      const store = parse(fileText(broken));
      expect(store.firstTick).toBe(100);
      expect(store.times.get(100)).toBe(START);
      expect(store.runtime.rss.get(100)).toBeNaN();
    }
  });

  test('with a history that is too long keeps the last ten minutes', () => {
    const samples = Array.from({ length: 100_000 }, (_, i) => i);
    const store = parse(
      fileText(
        {
          ...state,
          tick: 100_000,
          runtime: { ...runtime, at: samples, series: { cpu: samples } },
        },
        { series: { 1: samples, 2: samples, x: samples, 3: 'y' } },
      ),
    );
    expect(store.firstTick).toBe(99_401);
    expect(store.runtime.cpu.get(100_000)).toBe(99_999);
    expect([...store.series.keys()]).toEqual([1]);
    expect(store.series.get(1)!.get(100_000)).toBe(99_999);
  });
});

describe('compareStores', () => {
  const paths = (before: Store, after: Store) =>
    compareStores(before, after).map(({ path }) => path[0]);

  test('puts the greatest relative change first', () => {
    const before = new Store(
      createState([
        [['same'], 1],
        [['little'], 100],
        [['much'], 2],
        [['gone'], 1],
      ]),
    );
    const after = new Store(
      createState([
        [['same'], 1],
        [['little'], 101],
        [['much'], 1],
        [['new'], 1],
      ]),
    );
    expect(paths(before, after)).toEqual(['gone', 'new', 'much', 'little']);
    expect(compareStores(before, after)[2]?.relativeChange).toBe(-0.5);
  });

  test('puts the variables of the process last', () => {
    const before = new Store(
      createState([
        [['memstats', 'Alloc'], 1],
        [['list'], [1]],
        [['jobs'], 10],
      ]),
    );
    const after = new Store(
      createState([
        [['memstats', 'Alloc'], 100],
        [['list'], [2]],
        [['jobs'], 11],
      ]),
    );
    expect(paths(before, after)).toEqual(['jobs', 'list', 'memstats']);
  });
});
