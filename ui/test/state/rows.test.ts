import { describe, expect, test } from 'vitest';
import { Changes } from '../../state/changes.js';
import { parseFilter } from '../../state/filter.js';
import {
  buildRows,
  PROCESS_KEY,
  type Row,
  type TableQuery,
} from '../../state/rows.js';
import { Store } from '../../state/store.js';
import { createDelta, createSnapshot, WALL } from '../snapshots.js';

function createStore(): Store {
  return new Store(
    createSnapshot(
      [
        [['memstats', 'Alloc'], 5000],
        [['orders.created'], 18],
        [['Zebra'], 'text'],
        [['cache', 'misses'], 2],
        [['cache', 'hits'], 140],
        [['times', 'count'], 9],
        [['times', 'p50'], 3],
        [['times', 'p99'], 30],
      ],
      [
        [['cache'], { type: 'map' }],
        [['cache', 'hits'], { type: 'int', kind: 'counter', unit: 'By' }],
        [['times'], { type: 'histogram', source: 'A › B' }],
        [['times', 'count'], { kind: 'counter' }],
        [['times', 'p99'], { unit: 's' }],
        [['memstats', 'Alloc'], { unit: 'By' }],
      ],
    ),
  );
}

function nameOf(row: Row): string {
  switch (row.type) {
    case 'heading':
      return `[${row.measure ?? 'process'}]`;
    case 'unsent':
      return `${'  '.repeat(row.depth)}… ${row.object.lazyCount}`;
    case 'variable':
      return row.hasFullPath
        ? row.variable.path.join('.')
        : '  '.repeat(row.depth) + row.variable.name;
  }
}

function rows(
  store: Store,
  query: Partial<TableQuery> & { text?: string } = {},
) {
  const built = buildRows(store, {
    filter: parseFilter(query.text ?? ''),
    segment: 'all',
    sort: 'name',
    descending: false,
    pins: new Set(),
    expanded: new Map(),
    changes: undefined,
    ...query,
  });
  const keys = built.rows.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  return { ...built, names: built.rows.map(nameOf) };
}

test('the variables of the application come first; those of the process are a closed group', () => {
  const { names, matchCount, totalCount } = rows(createStore());
  expect(names).toEqual([
    'cache',
    '  hits',
    '  misses',
    'orders.created',
    'times',
    'Zebra',
    '[process]',
  ]);
  expect([matchCount, totalCount]).toEqual([6, 6]);
  const expanded = new Map([[PROCESS_KEY, true]]);
  expect(rows(createStore(), { expanded }).names.slice(-2)).toEqual([
    '[process]',
    'memstats',
  ]);
});

test('names are in natural order', () => {
  const store = new Store(
    createSnapshot(
      [
        [['cfg_10'], 1],
        [['cfg_2'], 1],
        [['map', 'k10'], 1],
        [['map', 'k9'], 1],
        [['object', 'z'], 1],
        [['object', 'a'], 1],
      ],
      [[['map'], { type: 'map' }]],
    ),
  );
  expect(rows(store).names).toEqual([
    'cfg_2',
    'cfg_10',
    'map',
    '  k9',
    '  k10',
    'object',
    '  z',
    '  a',
  ]);
});

test.each([
  ['alloc', ['[process]', 'memstats', '  Alloc']],
  ['cache hits', ['cache', '  hits']],
  ['-cache -times -memstats', ['orders.created', 'Zebra']],
  ['kind:counter', ['cache', '  hits', 'times', '  count']],
  ['p99', ['times', '  p99']],
  ['p99 >10s', ['times', '  p99']],
  ['kind:histogram', ['times']],
  ['kind:map', ['cache', '[process]', 'memstats']],
  ['>1k', ['[process]', 'memstats', '  Alloc']],
  ['nothing', []],
])(
  'the filter %s leaves what matches, and the maps around it',
  (text, names) => {
    expect(rows(createStore(), { text }).names).toEqual(names);
  },
);

test('a map that matches by its type can be expanded to all its members', () => {
  const expanded = new Map([['cache', true]]);
  const { names } = rows(createStore(), { text: 'type:map', expanded });
  expect(names).toEqual(['cache', '  hits', '  misses']);
  const { names: sorted } = rows(createStore(), {
    text: 'type:map',
    sort: 'value',
  });
  expect(sorted).toEqual(['cache']);
});

describe('rows that are sorted by value', () => {
  test('are flat, and compare only numbers of one measure', () => {
    const { names } = rows(createStore(), {
      sort: 'value',
      descending: true,
      expanded: new Map([[PROCESS_KEY, true]]),
    });
    expect(names).toEqual([
      '[]',
      'orders.created',
      'cache.misses',
      '[seconds]',
      'times',
      '[bytes]',
      'cache.hits',
      '[-]',
      'Zebra',
      '[process]',
      'memstats.Alloc',
    ]);
  });

  test('compare milliseconds with seconds, and have no heading for one measure', () => {
    const store = new Store(
      createSnapshot(
        [
          [['a'], 2],
          [['b'], 1500],
          [['c'], 1],
        ],
        [
          [['a'], { unit: 's' }],
          [['b'], { unit: 'ms' }],
          [['c'], { unit: 's' }],
        ],
      ),
    );
    expect(rows(store, { sort: 'value' }).names).toEqual(['c', 'b', 'a']);
  });

  test('show the members of a histogram that match', () => {
    const { names } = rows(createStore(), { sort: 'value', text: 'p99' });
    expect(names).toEqual(['times.p99']);
  });
});

test('a time of day is not compared with durations', () => {
  const store = new Store(
    createSnapshot(
      [
        [['started'], 1_790_000_000],
        [['delay'], 3],
        [['n'], 5],
      ],
      [
        [['started'], { unit: 's' }],
        [['delay'], { unit: 's' }],
      ],
    ),
  );
  expect(rows(store, { sort: 'value', descending: true }).names).toEqual([
    '[]',
    'n',
    '[seconds]',
    'delay',
    '[time]',
    'started',
  ]);
});

test('pinned rows come first, and pinned members also stay in their map', () => {
  const { names, rows: built } = rows(createStore(), {
    pins: new Set(['Zebra', 'cache/misses', 'gone']),
  });
  expect(names.slice(0, 5)).toEqual([
    'Zebra',
    'cache.misses',
    'cache',
    '  hits',
    '  misses',
  ]);
  expect(names.filter((name) => name === 'Zebra')).toHaveLength(1);
  expect(
    built.findIndex((row) => row.type === 'variable' && row.isLastPinned),
  ).toBe(1);
});

describe('the segment Changed', () => {
  test('has what has changed since the reference time, the least usual first', () => {
    const store = createStore();
    for (const { id } of store.valuesById.values()) {
      store.addSeries(id);
    }
    const idOf = (key: string): number => store.find(key)!.id;
    for (let second = 1; second <= 20; second++) {
      store.apply(
        createDelta(second, {
          [idOf('orders.created')]: 18 + (second % 4),
          [idOf('memstats/Alloc')]: 5000 + second,
        }),
      );
    }
    const changes = new Changes(store, WALL + 20_000);
    const query = {
      segment: 'changed',
      sort: 'score',
      descending: true,
      changes,
    } as const;
    expect(rows(store, query).names).toEqual([]);
    store.apply(
      createDelta(21, {
        [idOf('orders.created')]: 19,
        [idOf('cache/misses')]: 7,
        [idOf('times/p99')]: 31,
        [idOf('memstats/Alloc')]: 6000,
      }),
    );
    expect(rows(store, query).names).toEqual([
      'cache.misses',
      'times',
      'orders.created',
      '[process]',
    ]);
  });
});

test('the segment Failed earlier has what has failed and recovered', () => {
  const store = new Store(
    createSnapshot(
      [
        [['a'], null],
        [['b'], null],
      ],
      [],
      {
        failures: [
          { id: 0, reason: 'no', since: WALL },
          { id: 1, reason: 'no', since: WALL },
        ],
      },
    ),
  );
  expect(rows(store, { segment: 'failing' }).names).toEqual(['a', 'b']);
  expect(rows(store, { segment: 'failedEarlier' }).names).toEqual([]);
  store.apply(
    createDelta(1, { 0: 5 }, { fail: [{ id: 1, reason: 'no', since: WALL }] }),
  );
  expect(rows(store, { segment: 'failing' }).names).toEqual(['b']);
  expect(rows(store, { segment: 'failedEarlier' }).names).toEqual(['a']);
});

describe('a branch that was not sent', () => {
  const snapshot = createSnapshot(
    [
      [['users'], null],
      [['few'], 1],
    ],
    [],
    { lazy: [[0, 5000]] },
  );
  const store = new Store({
    ...snapshot,
    nodes: { ...snapshot.nodes, values: [undefined, 1] },
  });

  test('has a row that stands for its members once it is expanded', () => {
    expect(rows(store).names).toEqual(['few', 'users']);
    const { names } = rows(store, { expanded: new Map([['users', true]]) });
    expect(names).toEqual(['few', 'users', '  … 5000']);
  });

  test('is reported as not searched by a filter', () => {
    expect(rows(store).unsearched).toEqual([]);
    const { names, unsearched } = rows(store, { text: 'few' });
    expect(names).toEqual(['few']);
    expect(unsearched.map(({ key, lazyCount }) => [key, lazyCount])).toEqual([
      ['users', 5000],
    ]);
  });
});

test('a map that the user has collapsed stays collapsed', () => {
  const { names } = rows(createStore(), {
    text: 'cache',
    expanded: new Map([['cache', false]]),
  });
  expect(names).toEqual(['cache']);
});

test('a pinned map is collapsed and has no second row below', () => {
  const { names, matchCount } = rows(createStore(), {
    pins: new Set(['cache']),
  });
  expect(names.slice(0, 3)).toEqual(['cache', 'orders.created', 'times']);
  expect(names).not.toContain('  hits');
  expect(matchCount).toBe(6);
});

test('maps in a pinned map can be expanded', () => {
  const store = new Store(
    createSnapshot([
      [['node', 'cpu', 'user'], 1],
      [['node', 'cpu', 'system'], 2],
      [['node', 'rss'], 3],
    ]),
  );
  const pinned = (expanded: string[], text = '') =>
    rows(store, {
      pins: new Set(['node', 'node/cpu']),
      expanded: new Map(expanded.map((key) => [key, true])),
      text,
    }).names.filter((name) => name !== '[process]');
  expect(pinned([])).toEqual(['node', 'node.cpu']);
  expect(pinned(['*node', '*node|node/cpu', '*node/cpu'])).toEqual([
    'node',
    '  cpu',
    '    user',
    '    system',
    '  rss',
    'node.cpu',
    '  user',
    '  system',
  ]);
  expect(pinned(['*node'], 'rss')).toEqual(['node', '  rss']);
});

test('a pinned map can be expanded in the segment Pinned', () => {
  const { names } = rows(createStore(), {
    segment: 'pinned',
    pins: new Set(['cache']),
    expanded: new Map([['*cache', true]]),
  });
  expect(names).toEqual(['cache', '  hits', '  misses']);
});

test('a map with many members does not collapse the others', () => {
  const many = Array.from(
    { length: 400 },
    (_, i) => [['many', `n${i}`], i] as const,
  );
  const store = new Store(createSnapshot([...many, [['few', 'a'], 1]]));
  expect(rows(store, {}).names).toEqual(['few', '  a', 'many']);
});
