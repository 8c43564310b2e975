import { expect, test } from 'vitest';
import { parseFilter } from '../filter.js';
import { buildRows, type Choice } from '../rows.js';
import { kindOf } from '../summary.js';
import { Store } from '../store.js';
import { frame, stateOf } from './state.js';

function storeOf(): Store {
  return new Store(
    stateOf(
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
        [['times'], { type: 'histogram', kind: 'histogram', source: 'A › B' }],
      ],
    ),
  );
}

function rows(store: Store, choice: Partial<Choice> & { text?: string } = {}) {
  const built = buildRows(store, {
    filter: parseFilter(choice.text ?? ''),
    show: 'all',
    sort: 'name',
    descending: false,
    pins: new Set(),
    opened: new Map(),
    ...choice,
  });
  return {
    ...built,
    names: built.rows.map(({ depth, variable, whole }) =>
      whole ? variable.path.join('.') : '  '.repeat(depth) + variable.name,
    ),
  };
}

test('small maps are open; histograms and what every process has are not', () => {
  const { names, shown, all } = rows(storeOf());
  expect(names).toEqual([
    'cache',
    '  hits',
    '  misses',
    'orders.created',
    'times',
    'Zebra',
    'memstats',
  ]);
  expect([shown, all]).toEqual([6, 6]);
});

test.each([
  ['alloc', ['memstats', '  Alloc']],
  ['cache hits', ['cache', '  hits']],
  ['-cache -times -memstats', ['orders.created', 'Zebra']],
  ['/^orders\\./', ['orders.created']],
  ['/ZEBRA/i', ['Zebra']],
  ['kind:counter', ['cache', '  hits', 'times', '  count']],
  ['unit:by', ['cache', '  hits', 'memstats', '  Alloc']],
  ['source:a', ['times']],
  ['>1k', ['memstats', '  Alloc']],
  ['cache >=140', ['cache', '  hits']],
  ['p99', ['times', '  p99']],
  ['kind:histogram', ['times']],
  ['kind:string', ['Zebra']],
  ['kind:map', ['cache', 'memstats']],
  ['type:map', ['cache']],
  ['type:map hits', []],
  ['> 1k', ['memstats', '  Alloc']],
  ['cache >= 140', ['cache', '  hits']],
  ['cache › hits', ['cache', '  hits']],
  ['/ZEB/', ['Zebra']],
  ['/zeb', ['Zebra']],
  ['/a/b/', []],
  ['nothing', []],
])('the filter %s', (text, expected) => {
  expect(rows(storeOf(), { text }).names).toEqual(expected);
});

test('what is no regular expression is said, and lets everything pass', () => {
  const filter = parseFilter('/(/');
  expect(filter.problem).toContain('Invalid regular expression');
  expect(filter.empty).toBe(true);
  // Nobody has said yet that this is one.
  expect(parseFilter('/(')).toMatchObject({ problem: undefined, empty: true });
  expect(parseFilter('/a/b/').problem).toBeUndefined();
});

test('what is found by its kind is opened with all it has', () => {
  const opened = new Map([['cache', true]]);
  const { names } = rows(storeOf(), { text: 'type:map', opened });
  expect(names).toEqual(['cache', '  hits', '  misses']);
  const { names: sorted } = rows(storeOf(), {
    text: 'type:map',
    sort: 'value',
  });
  expect(sorted).toEqual(['cache']);
});

test.each([
  [['load', 'one'], 0.5, 'number'],
  [['load', 'on'], true, 'boolean'],
  [['load', 'list'], [1], 'list'],
  [['load', 'none'], null, 'null'],
  [['load', 'empty'], {}, 'object'],
] as const)('%s, which is %j, is a %s', (path, value, kind) => {
  const store = new Store(
    stateOf([[path, value]], [[['load'], { type: 'func' }]]),
  );
  expect(kindOf(store.find(path.join('/'))!, store)).toBe(kind);
});

test('rows sorted by value have their whole names', () => {
  expect(
    rows(storeOf(), { sort: 'value', descending: true, text: '-times' }).names,
  ).toEqual([
    'memstats.Alloc',
    'cache.hits',
    'orders.created',
    'cache.misses',
    'Zebra',
  ]);
});

test('what is pinned comes first, and members stay in their map too', () => {
  const { names, rows: built } = rows(storeOf(), {
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
  expect(built.map(({ lastPinned }) => lastPinned).indexOf(true)).toBe(1);
  expect(new Set(built.map(({ key }) => key)).size).toBe(built.length);
});

test('what changes is what changed in the last ten seconds', () => {
  const store = storeOf();
  expect(rows(store, { show: 'changing' }).names).toEqual([]);
  store.apply(frame(1, [2, 19]));
  expect(rows(store, { show: 'changing' }).names).toEqual(['orders.created']);
  store.apply(frame(20, []));
  expect(rows(store, { show: 'changing' }).names).toEqual([]);
});

test('a map is closed and opened', () => {
  const { names } = rows(storeOf(), {
    text: 'cache',
    opened: new Map([['cache', false]]),
  });
  expect(names).toEqual(['cache']);
});

test('an open map that is pinned takes its members with it', () => {
  const { names, shown } = rows(storeOf(), { pins: new Set(['cache']) });
  expect(names.slice(0, 3)).toEqual(['cache', 'orders.created', 'times']);
  expect(names).not.toContain('  hits');
  expect(shown).toBe(6);
});

test('maps in what is pinned are opened, and each row has its own key', () => {
  const store = new Store(
    stateOf([
      [['node', 'cpu', 'user'], 1],
      [['node', 'cpu', 'system'], 2],
      [['node', 'rss'], 3],
    ]),
  );
  const pinned = (opened: string[], text = '') => {
    const { rows: built, names } = rows(store, {
      pins: new Set(['node', 'node/cpu']),
      opened: new Map(opened.map((key) => [key, true])),
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

test('of what is pinned alone, a map can be opened', () => {
  const { names } = rows(storeOf(), {
    show: 'pinned',
    pins: new Set(['cache']),
    opened: new Map([['*cache', true]]),
  });
  expect(names).toEqual(['cache', '  hits', '  misses']);
});

test('one map of many members closes no other', () => {
  const many = Array.from(
    { length: 400 },
    (_, i) => [['many', `n${i}`], i] as const,
  );
  const store = new Store(stateOf([...many, [['few', 'a'], 1]]));
  expect(rows(store, {}).names).toEqual(['few', '  a', 'many']);
});
