import { expect, test } from 'vitest';
import { Store } from '../store.js';
import {
  isSummarized,
  kindOf,
  rateCounter,
  summaryText,
  trendValue,
} from '../summary.js';
import { ObjectNode } from '../variable-tree.js';
import { createState } from './test-state.js';

test.each([
  [0.5, 'number'],
  [true, 'boolean'],
  ['x', 'string'],
  [[1], 'list'],
  [null, 'null'],
  [{}, 'object'],
])('the kind of the value %j without metadata is %s', (value, kind) => {
  const store = new Store(
    createState([[['load', 'now'], value]], [[['load'], { type: 'func' }]]),
  );
  expect(kindOf(store.find('load/now')!, store)).toBe(kind);
});

test('the kind of a number is that of its metadata', () => {
  const store = new Store(
    createState(
      [
        [['n'], 1],
        [['s'], 'x'],
      ],
      [
        [['n'], { type: 'int', kind: 'counter' }],
        [['s'], { type: 'string', kind: 'gauge' }],
      ],
    ),
  );
  expect(kindOf(store.find('n')!, store)).toBe('counter');
  expect(kindOf(store.find('s')!, store)).toBe('string');
});

test('the figures of a histogram are those of its window where it has one', () => {
  const store = new Store(
    createState(
      [
        [['latency', 'count'], 900],
        [['latency', 'p50'], 0.003],
        [['latency', 'p99'], 0.0305],
        [['latency', 'window', 'p50'], 0.5],
        [['latency', 'window', 'p99'], 2],
      ],
      [
        [['latency'], { type: 'histogram', unit: 's' }],
        [['latency', 'window', 'p50'], { kind: 'gauge', unit: 's' }],
        [['latency', 'window', 'p99'], { kind: 'gauge', unit: 's' }],
      ],
    ),
  );
  const latency = store.find('latency') as ObjectNode;
  expect(summaryText(latency, store)).toBe('p50 500 ms · p99 2 s');
  expect(trendValue(latency, store)?.path).toEqual([
    'latency',
    'window',
    'p99',
  ]);
  expect(rateCounter(latency, store)?.path).toEqual(['latency', 'count']);
});

const store = new Store(
  createState(
    [
      [['latency', 'count'], 9],
      [['latency', 'p50'], 0.003],
      [['latency', 'p99'], 0.0305],
      [['events', 'count'], 4],
      [['events', 'rate1m'], 12.5],
      [['http', 'routes', 'GET /', 'latency', 'count'], 7],
      [['http', 'routes', 'GET /', 'latency', 'p99'], 0.02],
      [['cache', 'hits'], 1],
    ],
    [
      [['latency'], { type: 'histogram', unit: 's' }],
      [['latency', 'count'], { kind: 'counter', unit: '1' }],
      [['latency', 'p50'], { kind: 'gauge', unit: 's' }],
      [['latency', 'p99'], { kind: 'gauge', unit: 's' }],
      [['events'], { type: 'rate' }],
      [['events', 'rate1m'], { kind: 'gauge', unit: '1/s' }],
      [
        ['http', 'routes', 'GET /', 'latency'],
        { kind: 'histogram', unit: 's' },
      ],
      [['cache'], { type: 'map' }],
    ],
  ),
);

function objectAt(key: string): ObjectNode {
  const found = store.find(key);
  expect(found).toBeInstanceOf(ObjectNode);
  return found as ObjectNode;
}

test('a histogram is summarized by its percentiles', () => {
  const latency = objectAt('latency');
  expect(isSummarized(latency, store)).toBe(true);
  expect(kindOf(latency, store)).toBe('histogram');
  expect(summaryText(latency, store)).toBe('p50 3 ms · p99 30.5 ms');
  expect(trendValue(latency, store)?.name).toBe('p99');
  expect(rateCounter(latency, store)?.name).toBe('count');
});

test('a rate is summarized by its rates, and a missing one is a dash', () => {
  const events = objectAt('events');
  expect(kindOf(events, store)).toBe('rate');
  expect(summaryText(events, store)).toBe('1m 12.5/s · 5m –');
  expect(trendValue(events, store)?.name).toBe('rate1m');
  expect(rateCounter(events, store)?.name).toBe('count');
});

test('a member of a function that is a histogram by its kind is summarized', () => {
  const latency = objectAt('http/routes/GET%20%2F/latency');
  expect(isSummarized(latency, store)).toBe(true);
  expect(kindOf(latency, store)).toBe('histogram');
  expect(trendValue(latency, store)?.name).toBe('p99');
});

test('a map is not summarized and has neither trend nor rate', () => {
  const cache = objectAt('cache');
  expect(isSummarized(cache, store)).toBe(false);
  expect(kindOf(cache, store)).toBe('map');
  expect(trendValue(cache, store)).toBeUndefined();
  expect(rateCounter(cache, store)).toBeUndefined();
});
