import { describe, expect, test, vi } from 'vitest';
import { parseFilter } from '../filter.js';
import { Store } from '../store.js';
import { useLanguage } from '../text.js';
import { ObjectNode, type VariableNode } from '../variable-tree.js';
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
        [['times', 'p99'], -30],
      ],
      [
        [['memstats', 'Alloc'], { kind: 'gauge', unit: 'By' }],
        [['cache'], { type: 'map' }],
        [['cache', 'hits'], { type: 'int', kind: 'counter', unit: 'By' }],
        [['times'], { type: 'histogram', kind: 'histogram', source: 'A › B' }],
        [['times', 'count'], { kind: 'counter' }],
        [['times', 'p99'], { kind: 'gauge', unit: 's' }],
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
    ['-cache -times -memstats', ['orders.created', 'Zebra']],
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
    ['/zeb/g', ['Zebra']],
    ['-/a|o/', ['times', 'times/p99']],
    ['/hits$/ cache', ['cache/hits']],
    ['/cache\\.(hits|misses)/', ['cache/misses', 'cache/hits']],
  ])('%s is searched for in the path without regard to case', (text, paths) => {
    expect(matchesOf(text)).toEqual(paths);
  });

  test('that is not finished filters already', () => {
    expect(matchesOf('/zeb')).toEqual(['Zebra']);
    expect(parseFilter('/(')).toMatchObject({
      error: undefined,
      isEmpty: true,
    });
  });

  test('that is not valid is reported and filters nothing', () => {
    const filter = parseFilter('/(/');
    expect(filter.error).toBe(
      'Invalid regular expression: /(/: Unterminated group',
    );
    expect(filter.isEmpty).toBe(true);
    expect(parseFilter('/a/b/').error).toBeUndefined();
  });

  test.each(['/(.*)*\\1z/', '/(?=a)/', '/(a{100}){100}/'])(
    '%s is reported as unsupported and filters nothing',
    (text) => {
      expect(parseFilter(text)).toMatchObject({
        error:
          'the expression is too large, or has a backreference or a lookaround',
        isEmpty: true,
      });
    },
  );

  test.each(['/(a+)+$/', '/^(.+)+x$/', '/(a|a)*$!/'])(
    '%s is decided for a name on which backtracking would hang',
    (text) => {
      const store = new Store(createState([[[`${'a'.repeat(200)}!`], 1]]));
      expect(parseFilter(text).error).toBeUndefined();
      expect(matchesOf(text, store)).toEqual([]);
    },
  );
});

describe('a field', () => {
  test.each([
    ['kind:counter', ['cache/hits', 'times/count']],
    ['kind:histogram', ['times']],
    ['kind:string', ['Zebra']],
    ['kind:map', ['memstats', 'cache']],
    ['type:map', ['cache']],
    ['type:map hits', []],
    ['unit:by', ['memstats/Alloc', 'cache/hits']],
    ['source:a', ['times', 'times/count', 'times/p99']],
    ['kind:constructor', []],
  ])('%s is compared with the metadata', (text, paths) => {
    expect(matchesOf(text)).toEqual(paths);
  });

  test('can be written in the language of the page', () => {
    expect(matchesOf('kind:计数器')).toEqual([]);
    vi.stubGlobal('document', {
      documentElement: {},
      querySelectorAll: () => [],
    });
    vi.stubGlobal('navigator', { languages: ['en'] });
    try {
      useLanguage('zh');
      expect(matchesOf('kind:计数器')).toEqual(['cache/hits', 'times/count']);
      useLanguage('en');
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

describe('a comparison', () => {
  test.each([
    ['>1k', ['memstats/Alloc']],
    ['> 1k', ['memstats/Alloc']],
    ['>=5_000', ['memstats/Alloc']],
    ['cache >= 140', ['cache/hits']],
    ['<0', ['times/p99']],
    ['<=-30', ['times/p99']],
    ['=18', ['orders.created']],
    ['=1.8e1', ['orders.created']],
    ['->=2', ['Zebra', 'memstats', 'cache', 'times', 'times/p99']],
  ])('%s is compared with the value', (text, paths) => {
    expect(matchesOf(text).toSorted()).toEqual(paths.toSorted());
  });

  test('follows the value', () => {
    const store = createStore();
    expect(parseFilter('=19').dependsOnValues).toBe(true);
    expect(matchesOf('=19', store)).toEqual([]);
    store.apply(createFrame(1, [2, 19]));
    expect(matchesOf('=19', store)).toEqual(['orders.created']);
  });
});

test('an empty filter matches everything', () => {
  expect(parseFilter('').isEmpty).toBe(true);
  expect(matchesOf('')).toHaveLength(10);
});

test('only a wanted kind or type can match a map', () => {
  expect(parseFilter('kind:map').canMatchMaps).toBe(true);
  expect(parseFilter('-kind:map').canMatchMaps).toBe(false);
  expect(parseFilter('cache').canMatchMaps).toBe(false);
});

test('a filter that is too long is reported', () => {
  expect(parseFilter('a'.repeat(1000)).error).toBeUndefined();
  expect(parseFilter('a'.repeat(1001)).error).toBe(
    'it has more than 1,000 characters',
  );
});

test('a filter of a million spaces is parsed', () => {
  expect(parseFilter(' '.repeat(1_000_000)).isEmpty).toBe(true);
});
