import { expect, test } from 'vitest';
import { parseFilter } from '../filter.js';
import { buildRows, type TableQuery } from '../rows.js';
import { Store } from '../store.js';
import { createFrame, createState } from './test-state.js';

function createStore(): Store {
  return new Store(
    createState(
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
      ],
    ),
  );
}

function rows(
  store: Store,
  query: Partial<TableQuery> & { text?: string } = {},
) {
  const built = buildRows(store, {
    filter: parseFilter(query.text ?? ''),
    tab: 'all',
    sort: 'name',
    descending: false,
    pins: new Set(),
    expanded: new Map(),
    ...query,
  });
  return {
    ...built,
    names: built.rows.map(({ depth, variable, hasFullPath }) =>
      hasFullPath
        ? variable.path.join('.')
        : '  '.repeat(depth) + variable.name,
    ),
  };
}

test('small maps are expanded; histograms and the variables of the process are not', () => {
  const { names, matchCount, totalCount } = rows(createStore());
  expect(names).toEqual([
    'cache',
    '  hits',
    '  misses',
    'orders.created',
    'times',
    'Zebra',
    'memstats',
  ]);
  expect([matchCount, totalCount]).toEqual([6, 6]);
});

test.each([
  ['alloc', ['memstats', '  Alloc']],
  ['cache hits', ['cache', '  hits']],
  ['-cache -times -memstats', ['orders.created', 'Zebra']],
  ['kind:counter', ['cache', '  hits', 'times', '  count']],
  ['p99', ['times', '  p99']],
  ['kind:histogram', ['times']],
  ['kind:map', ['cache', 'memstats']],
  ['>1k', ['memstats', '  Alloc']],
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

test('rows that are sorted by value are flat and show full paths', () => {
  expect(
    rows(createStore(), { sort: 'value', descending: true, text: '-times' })
      .names,
  ).toEqual([
    'memstats.Alloc',
    'cache.hits',
    'orders.created',
    'cache.misses',
    'Zebra',
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
  expect(built.map(({ isLastPinned }) => isLastPinned).indexOf(true)).toBe(1);
  expect(new Set(built.map(({ key }) => key)).size).toBe(built.length);
});

test('the tab Changing has the variables that changed in the last ten seconds', () => {
  const store = createStore();
  expect(rows(store, { tab: 'changing' }).names).toEqual([]);
  store.apply(createFrame(1, [2, 19]));
  expect(rows(store, { tab: 'changing' }).names).toEqual(['orders.created']);
  store.apply(createFrame(20, []));
  expect(rows(store, { tab: 'changing' }).names).toEqual([]);
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

test('maps in a pinned map can be expanded, and every row has a key of its own', () => {
  const store = new Store(
    createState([
      [['node', 'cpu', 'user'], 1],
      [['node', 'cpu', 'system'], 2],
      [['node', 'rss'], 3],
    ]),
  );
  const pinned = (expanded: string[], text = '') => {
    const { rows: built, names } = rows(store, {
      pins: new Set(['node', 'node/cpu']),
      expanded: new Map(expanded.map((key) => [key, true])),
      text,
    });
    const keys = built.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    return { names, keys };
  };
  expect(pinned([]).names).toEqual(['node', 'node.cpu']);
  const { keys } = pinned(['*node']);
  expect(keys).toContain('*node|node/cpu');
  expect(pinned(['*node', '*node|node/cpu', '*node/cpu']).names).toEqual([
    'node',
    '  cpu',
    '    user',
    '    system',
    '  rss',
    'node.cpu',
    '  user',
    '  system',
  ]);
  expect(pinned(['*node'], 'rss').names).toEqual(['node', '  rss']);
});

test('a pinned map can be expanded in the tab Pinned', () => {
  const { names } = rows(createStore(), {
    tab: 'pinned',
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
  const store = new Store(createState([...many, [['few', 'a'], 1]]));
  expect(rows(store, {}).names).toEqual(['few', '  a', 'many']);
});
