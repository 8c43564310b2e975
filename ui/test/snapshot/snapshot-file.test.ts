import { describe, expect, test } from 'vitest';
import { encodeSnapshot } from '../../../src/dashboard/protocol/encode.js';
import type {
  HistoryResponse,
  Snapshot,
} from '../../../src/dashboard/protocol/types.js';
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
import { createDelta, createSnapshot } from '../snapshots.js';

const NO_SERIES: HistoryResponse['series'] = new Map();

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

  const wire = JSON.parse(encodeSnapshot(snapshot)) as object;

  test.each([
    [{ version: 1 }, 'olderVersion'],
    [{ version: 3 }, 'newerVersion'],
    [{ version: 99 }, 'newerVersion'],
    [{ version: '2' }, 'notASnapshot'],
    [{ version: 0 }, 'notASnapshot'],
    [{ snapshot: undefined }, 'notASnapshot'],
    [{ snapshot: {} }, 'notASnapshot'],
    [{ snapshot: 5 }, 'notASnapshot'],
    [{ snapshot: { ...wire, process: {} } }, 'notASnapshot'],
    [{ snapshot: { ...wire, process: null } }, 'notASnapshot'],
    [{ snapshot: { ...wire, n: 1e308 } }, 'notASnapshot'],
    [{ snapshot: { ...wire, n: -1 } }, 'notASnapshot'],
    [{ snapshot: { ...wire, wall: 1e300 } }, 'notASnapshot'],
    [{ snapshot: { ...wire, mono: 'now' } }, 'notASnapshot'],
    [{ snapshot: { ...wire, intervalMs: 0 } }, 'notASnapshot'],
    [{ snapshot: { ...wire, intervalMs: 1e12 } }, 'notASnapshot'],
    [{ snapshot: { ...wire, values: {} } }, 'notASnapshot'],
    [{ snapshot: { ...wire, keys: [] } }, 'notASnapshot'],
    [{ snapshot: { ...wire, parents: [5, 5, 5] } }, 'notASnapshot'],
    [{ snapshot: { ...wire, runtime: null } }, 'notASnapshot'],
    [{ snapshot: { ...wire, events: [{}] } }, 'notASnapshot'],
    [{ snapshot: { ...wire, v: 3 } }, 'notASnapshot'],
  ])('with %.80j is refused as %s', (more, problem) => {
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

test.each([
  ['"x":[1]'],
  [`"0":[${'1,'.repeat(600)}1]`],
  ['"0":["a"]'],
  ['"0":7'],
])('a file with the series %.20s is refused', (series) => {
  const text = snapshotFileText(
    {
      snapshot: createSnapshot([[['n'], 1]]),
      series: NO_SERIES,
      view: undefined,
    },
    0,
  );
  const changed = text.replace('"series":{}', `"series":{${series}}`);
  expect(parseSnapshotFile(changed, 'file', 0)).toBe('notASnapshot');
});

test.each([
  ['', 'notASnapshot'],
  ['no', 'notASnapshot'],
  ['[1]', 'notASnapshot'],
  ['null', 'notASnapshot'],
  [`${'['.repeat(20_000)}${']'.repeat(20_000)}`, 'notASnapshot'],
  [`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`, 'tooLarge'],
  ['['.repeat(1_000_000), 'notASnapshot'],
  [`${'{"a":'.repeat(101)}1${'}'.repeat(101)}`, 'tooLarge'],
])('%.60s is refused as %s', (text, problem) => {
  expect(parseSnapshotFile(text, 'file', 0)).toBe(problem);
});

test('a file of more than 64 MiB is refused without being read', async () => {
  const file = {
    size: 64 * 1024 * 1024 + 1,
    text: () => Promise.reject(new Error('The file has been read.')),
  } as unknown as File;
  expect(await openSnapshotFile(file)).toBe('tooLarge');
});

test('a document of 100,000 variables opens with 40,000 of them and counts the rest', () => {
  const map = Object.fromEntries(
    Array.from({ length: 100_000 }, (_, index) => [`n${index}`, index]),
  );
  const document = { map, more: { a: 1, b: { c: [], d: {} } } };
  const { snapshot, omitted } = parse(JSON.stringify(document));
  expect(snapshot.nodes.ids).toHaveLength(40_000);
  // One of the 40,000 is the map itself.
  expect(omitted).toBe(60_001 + 3);
});
