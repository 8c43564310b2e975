import { describe, expect, test, vi } from 'vitest';
import { parseFilter } from '../../state/filter.js';
import { Store } from '../../state/store.js';
import { ObjectNode, type VariableNode } from '../../state/variable-tree.js';
import { t, useLanguage } from '../../text/index.js';
import { createDelta, createSnapshot } from '../snapshots.js';

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
        [['times', 'p99'], 0.25],
        [['times', 'p50'], 0.002],
        [['delay'], 150],
        [['full'], 0.6],
        [['big'], 2n ** 63n],
        [['temperature'], -30],
      ],
      [
        [['memstats', 'Alloc'], { kind: 'gauge', unit: 'By' }],
        [['cache'], { type: 'map' }],
        [['cache', 'hits'], { type: 'int', kind: 'counter', unit: 'KiB' }],
        [['times'], { type: 'histogram', kind: 'histogram', source: 'A › B' }],
        [['times', 'count'], { kind: 'counter' }],
        [['times', 'p99'], { kind: 'gauge', unit: 's' }],
        [['times', 'p50'], { kind: 'gauge', unit: 's' }],
        [['delay'], { kind: 'gauge', unit: 'ms' }],
        [['full'], { kind: 'gauge', unit: '1' }],
      ],
    ),
  );
}

/** Returns the paths of all values and objects that match. */
function matchesOf(text: string, store = createStore()): string[] {
  const filter = parseFilter(text);
  const paths: string[] = [];
  const visit = (variable: VariableNode): void => {
    if (filter.matches(variable, store)) {
      paths.push(variable.path.join('/'));
    }
    if (variable instanceof ObjectNode) {
      variable.children.forEach(visit);
    }
  };
  store.root.children.forEach(visit);
  return paths;
}

describe('a word', () => {
  test.each([
    ['alloc', ['memstats/Alloc']],
    ['ZEB', ['Zebra']],
    ['cache hits', ['cache/hits']],
    ['cache.h', ['cache/hits']],
    ['cache › hits', ['cache/hits']],
    ['orders -created', []],
    ['/a/b/', []],
    ['nothing', []],
  ])('%s is searched for in the path without regard to case', (text, paths) => {
    expect(matchesOf(text)).toEqual(paths);
  });
});

describe('a regular expression', () => {
  test.each([
    ['/^orders\\./', ['orders.created']],
    ['/ZEBRA/i', ['Zebra']],
    ['/hits$/ cache', ['cache/hits']],
    ['/cache\\.(hits|misses)/', ['cache/misses', 'cache/hits']],
  ])('%s is searched for in the path without regard to case', (text, paths) => {
    expect(matchesOf(text)).toEqual(paths);
  });

  test('that is not finished filters already', () => {
    expect(matchesOf('/zeb')).toEqual(['Zebra']);
    expect(parseFilter('/(')).toMatchObject({
      problem: undefined,
      isEmpty: true,
    });
  });

  test('that is not valid is reported and filters nothing', () => {
    const filter = parseFilter('/(/');
    expect(filter.problem).toEqual({
      code: 'pattern',
      detail: 'Invalid regular expression: /(/: Unterminated group',
    });
    expect(filter.isEmpty).toBe(true);
    expect(parseFilter('/a/b/').problem).toBeUndefined();
  });

  test.each(['(.*)*\\1z', '(?=a)', '(a{100}){100}'])(
    '/%s/ is reported as unsupported and filters nothing',
    (source) => {
      expect(parseFilter(`/${source}/`)).toMatchObject({
        problem: { code: 'unsupported', detail: source },
        isEmpty: true,
      });
    },
  );

  test.each(['/(a+)+$/', '/^(.+)+x$/', '/(a|a)*$!/'])(
    '%s is decided for a name on which backtracking would hang',
    (text) => {
      const store = new Store(createSnapshot([[[`${'a'.repeat(200)}!`], 1]]));
      expect(parseFilter(text).problem).toBeUndefined();
      expect(matchesOf(text, store)).toEqual([]);
    },
  );

  test('that takes long goes on with the next search', () => {
    const store = new Store(
      createSnapshot(
        Array.from({ length: 3000 }, (_, index) => [
          [`${'ab'.repeat(50)}${index}`],
          index,
        ]),
      ),
    );
    const filter = parseFilter('/(a|b)*a(a|b){40}9$/');
    const search = (): number => {
      filter.begin();
      return [...store.valuesById.values()].filter((variable) =>
        filter.matches(variable, store),
      ).length;
    };
    search();
    expect(filter.isIncomplete).toBe(true);
    for (let count = 0; filter.isIncomplete && count < 100; count++) {
      search();
    }
    expect(filter.isIncomplete).toBe(false);
    expect(search()).toBe(0);
  });
});

describe('a field', () => {
  test.each([
    ['kind:counter', ['cache/hits', 'times/count']],
    ['kind:histogram', ['times']],
    ['kind:string', ['Zebra']],
    ['kind:map', ['memstats', 'cache']],
    ['type:map', ['cache']],
    ['type:map hits', []],
    ['unit:by', ['memstats/Alloc']],
    ['source:a', ['times', 'times/count', 'times/p99', 'times/p50']],
  ])('%s is compared with the metadata', (text, paths) => {
    expect(matchesOf(text)).toEqual(paths);
  });

  test('a kind may be named in the language of the page', async () => {
    useLanguage(['zh']);
    await vi.waitUntil(() => t.lang === 'zh-CN');
    expect(matchesOf('kind:计数器')).toEqual(['cache/hits', 'times/count']);
    expect(matchesOf('kind:counter')).toEqual(['cache/hits', 'times/count']);
    useLanguage(['en']);
  });

  test('that names no kind is reported', () => {
    expect(parseFilter('kind:constructor').problem).toEqual({
      code: 'kind',
      detail: 'constructor',
    });
    expect(parseFilter('user:1').problem).toBeUndefined();
  });
});

describe('a comparison', () => {
  test.each([
    ['>1k', ['memstats/Alloc', 'big']],
    ['> 1k', ['memstats/Alloc', 'big']],
    ['>=5_000', ['memstats/Alloc', 'big']],
    ['cache >= 140', ['cache/hits']],
    ['<0', ['temperature']],
    ['<=-30', ['temperature']],
    ['=18', ['orders.created']],
    ['=1.8e1', ['orders.created']],
    ['=9223372036854775808', ['big']],
    ['=9223372036854775807', []],
  ])('%s is compared with the value', (text, paths) => {
    expect(matchesOf(text).toSorted()).toEqual(paths.toSorted());
  });

  test.each([
    ['p99 >100ms', ['times/p99']],
    ['>100ms', ['times/p99', 'delay']],
    ['> 100 ms', ['times/p99', 'delay']],
    ['>0.1s <200ms', ['delay']],
    ['<1min >1µs', ['times/p99', 'times/p50', 'delay']],
    ['>2KiB', ['memstats/Alloc', 'cache/hits']],
    ['>2MiB', []],
    ['>=0.14MB', ['cache/hits']],
    ['>50%', ['full']],
    ['>50 %', ['full']],
    ['->100ms delay', []],
  ])('%s is compared with values of the same measure', (text, paths) => {
    expect(matchesOf(text)).toEqual(paths);
  });

  test('of a rate is compared with the rate of counters', () => {
    const store = createStore();
    const id = store.find('times/count')!.id;
    for (let second = 1; second <= 10; second++) {
      store.apply(createDelta(second, { [id]: 9 + 7 * second }));
    }
    expect(matchesOf('>5/s', store)).toEqual(['times', 'times/count']);
    expect(matchesOf('>8/s', store)).toEqual([]);
    expect(matchesOf('>1KiB/s', store)).toEqual([]);
  });

  test.each([
    ['>abc', { code: 'comparison', detail: '>abc' }],
    ['>100parsec', { code: 'unit', detail: 'parsec' }],
    ['=-', { code: 'comparison', detail: '=-' }],
  ])('%s is reported and filters nothing', (text, problem) => {
    expect(parseFilter(text)).toMatchObject({ problem, isEmpty: true });
  });

  test('that is still being typed is not reported', () => {
    expect(parseFilter('p99 >')).toMatchObject({ problem: undefined });
  });

  test('follows the value', () => {
    const store = createStore();
    const id = store.find('orders.created')!.id;
    expect(parseFilter('=19').dependsOnValues).toBe(true);
    expect(matchesOf('=19', store)).toEqual([]);
    store.apply(createDelta(1, { [id]: 19 }));
    expect(matchesOf('=19', store)).toEqual(['orders.created']);
  });
});

test('an empty filter matches everything', () => {
  expect(parseFilter('').isEmpty).toBe(true);
  expect(matchesOf('')).toHaveLength(15);
});

test('only a wanted kind or type can match a map', () => {
  expect(parseFilter('kind:map').canMatchMaps).toBe(true);
  expect(parseFilter('-kind:map').canMatchMaps).toBe(false);
  expect(parseFilter('cache').canMatchMaps).toBe(false);
});

test('the server can search the words of a filter', () => {
  expect(parseFilter('shop -x /y/ >5 Kind:a cart').words).toEqual([
    'shop',
    'Kind:a',
    'cart',
  ]);
});

test('a filter that is too long is reported', () => {
  expect(parseFilter('a'.repeat(1000)).problem).toBeUndefined();
  expect(parseFilter('a'.repeat(1001)).problem?.code).toBe('tooLong');
});

test.each([' '.repeat(1_000_000), '> '.repeat(500), '>1 '.repeat(333)])(
  'a filter of many spaces is parsed',
  (text) => {
    expect(parseFilter(text).problem?.code).not.toBe('comparison');
  },
);
