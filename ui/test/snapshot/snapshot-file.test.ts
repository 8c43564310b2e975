import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../src/dashboard/protocol/types.js';
import type { SeriesById } from '../../snapshot/first-edition.js';
import {
  openSnapshotFile,
  parseSnapshotFile,
  type SnapshotFile,
  snapshotFileText,
} from '../../snapshot/snapshot-file.js';
import {
  seriesOfStore,
  snapshotOfStore,
} from '../../snapshot/snapshot-of-store.js';
import { Store } from '../../state/store.js';
import { createDelta, createSnapshot, TICK } from '../snapshots.js';

const NO_SERIES: SeriesById = new Map();

function parse(text: string): SnapshotFile {
  const file = parseSnapshotFile(text, 'vars.json', 1_700_000_000_000);
  expect(file).toBeTypeOf('object');
  return file as SnapshotFile;
}

/** Returns the values of a snapshot by their paths. */
function valuesOf({ nodes }: Snapshot): Record<string, unknown> {
  const paths = new Map<number, string>([[-1, '']]);
  const values: [string, unknown][] = [];
  for (const [index, id] of nodes.ids.entries()) {
    const path = `${paths.get(nodes.parents[index]!)!}/${nodes.keys[index]!}`;
    paths.set(id, path);
    if (nodes.values[index] !== undefined) {
      values.push([path, nodes.values[index]]);
    }
  }
  return Object.fromEntries(values);
}

describe('a saved snapshot', () => {
  const snapshot = createSnapshot(
    [
      [['a/b', '~'], 1],
      [['__proto__'], 'x'],
      [['big'], 2n ** 63n],
      [['tiny'], 5e-324],
      [['zero'], -0],
      [['list'], { json: '[1,2', length: 9 }],
      [['broken'], null],
    ],
    [[['a/b', '~'], { type: 'int', unit: 'By', limits: { warning: 5 } }]],
    {
      failures: [{ id: 7, reason: 'ECONNREFUSED', since: 5 }],
      late: [2],
      events: [{ id: 1, mono: 5, wall: 6, kind: 'blocked', seconds: 0.9 }],
      limits: { cpu: { warning: 0.8, below: false } },
    },
  );

  test('restores the state, the series and the view of a store', () => {
    const store = new Store(snapshot);
    store.addSeries(1);
    store.apply(createDelta(1, { 1: 2 }));
    const text = snapshotFileText(
      {
        snapshot: snapshotOfStore(store),
        series: seriesOfStore(store),
        view: 'tab=variables&filter=a',
      },
      5,
    );
    const file = parse(text);
    const restored = new Store(file.snapshot);
    expect(snapshotOfStore(restored)).toEqual(snapshotOfStore(store));
    expect(file.view).toBe('tab=variables&filter=a');
    expect(file.series.get(1)?.slice(-2)).toEqual([null, 2]);
    expect(valuesOf(file.snapshot)).toEqual({
      '/a/b/~': 2,
      '/__proto__': 'x',
      '/big': 2n ** 63n,
      '/tiny': 5e-324,
      '/zero': -0,
      '/list': { json: '[1,2', length: 9 },
      '/broken': null,
    });
  });

  test.each([
    [{ version: 3 }, 'newerVersion'],
    [{ version: 99 }, 'newerVersion'],
    [{ version: '2' }, 'notASnapshot'],
    [{ version: 0 }, 'notASnapshot'],
    [{ snapshot: undefined }, 'notASnapshot'],
    [{ snapshot: {} }, 'notASnapshot'],
    [{ snapshot: 5 }, 'notASnapshot'],
  ])('with %j is refused as %s', (more, problem) => {
    const text = snapshotFileText({ snapshot, series: NO_SERIES, view: '' }, 0);
    const changed = { ...(JSON.parse(text) as object), ...more };
    expect(parseSnapshotFile(JSON.stringify(changed), 'file', 0)).toBe(problem);
  });
});

test('a document that curl has saved opens like a snapshot', () => {
  const { snapshot, series } = parse(
    '{"n": 12345678901234567890, "m": {"a": {}, "b": [1]}, "__proto__": {"x": 2}, "p":{}}',
  );
  expect(snapshot.wall).toBe(1_700_000_000_000);
  expect(snapshot.process.app).toBe('vars.json');
  expect(valuesOf(snapshot)).toEqual({
    '/n': 12_345_678_901_234_567_890n,
    '/m/a': { json: '{}', length: 2 },
    '/m/b': { json: '[1]', length: 3 },
    '/__proto__/x': 2,
    '/p': { json: '{}', length: 2 },
  });
  expect(series.size).toBe(0);
  expect(new Store(snapshot).valuesById.size).toBe(5);
});

describe('a file of the first edition', () => {
  const state = {
    process: {
      id: 'x',
      app: 'shop',
      host: 'h',
      pid: 7,
      node: '20.20.2',
      startedAt: 1_800_000_000_000,
    },
    tick: 100,
    at: 1_800_000_100_000,
    intervalMs: 1000,
    history: true,
    heapLimit: 1e9,
    cpus: 2,
    runtime: {
      at: [1_800_000_099_000, 1_800_000_100_000],
      series: { cpu: [0.5, 1], rss: [1, 2] },
    },
    variables: [
      [1, ['n'], 1],
      [2, ['m', 'list'], { truncated: '[1,2', length: 900 }],
    ],
    metadata: [[['n'], { type: 'int', kind: 'counter', unit: 'By' }]],
    failures: [{ path: ['m', 'f'], reason: 'no', at: 5, count: 3 }],
    omitted: 0,
  };

  function fileText(changed: unknown, more: object = {}): string {
    return JSON.stringify({
      format: 'nestjs-expvar snapshot',
      version: 1,
      savedAt: 0,
      state: changed,
      ...more,
    });
  }

  test('opens with its values, failures and series', () => {
    const { snapshot, series } = parse(
      fileText(state, { series: { 1: [7, 8], 99: [1] } }),
    );
    expect(valuesOf(snapshot)).toEqual({
      '/n': 1,
      '/m/list': { json: '[1,2', length: 900 },
      '/m/f': null,
    });
    const store = new Store(snapshot);
    expect(store.process.pid).toBe(7);
    expect(store.wall).toBe(1_800_000_100_000);
    expect(store.runtime.cpu.get(TICK)).toBe(1);
    expect(store.runtime.loopDelayMax.get(TICK)).toBeNaN();
    expect(store.failureOf(store.find('m/f')!)?.reason).toBe('no');
    expect(store.info(store.find('n')!).unit).toBe('By');
    expect([...series]).toEqual([[0, [7, 8]]]);
  });

  test.each([
    [fileText(1), 'notASnapshot'],
    [fileText({}), 'notASnapshot'],
    [fileText({ ...state, process: {} }), 'notASnapshot'],
    [fileText({ ...state, process: null }), 'notASnapshot'],
    [
      fileText({ ...state, process: { ...state.process, startedAt: 1e300 } }),
      'notASnapshot',
    ],
    [
      fileText({ ...state, process: { ...state.process, pid: '12' } }),
      'notASnapshot',
    ],
    [fileText({ ...state, tick: 1e308 }), 'notASnapshot'],
    [fileText({ ...state, tick: -1 }), 'notASnapshot'],
    [fileText({ ...state, tick: 0.5 }), 'notASnapshot'],
    [fileText({ ...state, at: 1e300 }), 'notASnapshot'],
    [fileText({ ...state, at: 'now' }), 'notASnapshot'],
    [fileText({ ...state, intervalMs: 1e12 }), 'notASnapshot'],
    [fileText({ ...state, variables: {} }), 'notASnapshot'],
    ['', 'notASnapshot'],
    ['no', 'notASnapshot'],
    ['[1]', 'notASnapshot'],
    ['null', 'notASnapshot'],
    [`${'['.repeat(20_000)}${']'.repeat(20_000)}`, 'tooLarge'],
    [`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`, 'tooLarge'],
    ['['.repeat(1_000_000), 'tooLarge'],
  ])('%.60s is refused as %s', (text, problem) => {
    expect(parseSnapshotFile(text, 'file', 0)).toBe(problem);
  });

  test('keeps only what is valid', () => {
    const { snapshot } = parse(
      fileText({
        ...state,
        heapLimit: 'x',
        runtime: { at: 'x', series: { cpu: 'x', rss: ['1', {}] } },
        variables: [
          [1, ['n'], 1],
          [3, [], 1],
          [4, 'path', 1],
          [5, ['a', 1], 1],
          [6, Array.from({ length: 20_000 }, () => 'deep'), 1],
          null,
        ],
        metadata: [
          [['n'], { type: 'int', unit: 5, description: { a: 1 } }],
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
    expect(valuesOf(snapshot)).toEqual({ '/n': 1, '/f': null });
    expect(snapshot.nodes.dict).toEqual([{ type: 'int' }]);
    expect(snapshot.failures).toEqual([
      { id: 1, reason: '', since: 1_800_000_100_000 },
    ]);
    expect(snapshot.heapLimit).toBeNull();
    expect(new Store(snapshot).runtime.rss.get(TICK)).toBeNaN();
  });

  test('with endless series and variables opens with some of them', () => {
    const samples = Array.from({ length: 20_000 }, (_, index) => index);
    const { snapshot, series } = parse(
      fileText(
        {
          ...state,
          tick: 100_000,
          runtime: { at: samples, series: { cpu: samples } },
          variables: Array.from({ length: 100_000 }, (_, index) => [
            index,
            [`n${index}`],
            index,
          ]),
        },
        { series: { 1: samples, x: samples, 3: 'y' } },
      ),
    );
    expect(snapshot.nodes.ids).toHaveLength(40_000);
    const store = new Store(snapshot);
    expect(store.timeline.firstTick).toBe(99_401);
    expect(store.runtime.cpu.get(100_000)).toBe(19_999);
    expect(series.get(1)).toHaveLength(600);
  });
});

test('a file of more than 64 MiB is refused without being read', async () => {
  const file = {
    size: 64 * 1024 * 1024 + 1,
    text: () => Promise.reject(new Error('The file has been read.')),
  } as unknown as File;
  expect(await openSnapshotFile(file)).toBe('tooLarge');
});

test('a document of 100,000 variables opens with 40,000 of them', () => {
  const map = Object.fromEntries(
    Array.from({ length: 100_000 }, (_, index) => [`n${index}`, index]),
  );
  const { snapshot } = parse(JSON.stringify({ map }));
  expect(snapshot.nodes.ids).toHaveLength(40_000);
});
