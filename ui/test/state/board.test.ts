import { expect, test } from 'vitest';
import { buildBoard } from '../../state/board.js';
import { Store } from '../../state/store.js';
import { createSnapshot } from '../snapshots.js';

const store = new Store(
  createSnapshot(
    [
      [['seconds'], 2],
      [['milliseconds'], 30],
      [['orders'], 5],
      [['items'], 7],
      [['moreItems'], 8],
      [['text'], 'x'],
      [['started'], 1_790_000_000],
      [['requests'], 90],
      [['latency', 'count'], 9],
      [['latency', 'p50'], 0.1],
      [['latency', 'p90'], 0.2],
      [['latency', 'p99'], 0.3],
      [['latency', 'window', 'p50'], 1],
      [['latency', 'window', 'p90'], 2],
      [['latency', 'window', 'p99'], 3],
      ...Array.from({ length: 8 }, (_, index) => [[`b${index}`], 1] as const),
    ],
    [
      [['seconds'], { unit: 's' }],
      [['milliseconds'], { unit: 'ms' }],
      [['orders'], { unit: '{order}' }],
      [['items'], { unit: '{item}' }],
      [['moreItems'], { unit: '{item}' }],
      [['started'], { unit: 's' }],
      [['requests'], { kind: 'counter', unit: '{request}' }],
      [['latency'], { type: 'histogram' }],
      [['latency', 'window', 'p99'], { unit: 's' }],
      ...Array.from(
        { length: 8 },
        (_, index) => [[`b${index}`], { unit: 'By' }] as const,
      ),
    ],
  ),
);

/** Returns the names of the lines of each chart. */
function charts(pins: readonly string[], alone: readonly string[] = []) {
  return buildBoard(store, pins, new Set(alone)).charts.map(({ lines }) =>
    lines.map(({ value }) => value.path.join('.')),
  );
}

test('pins of one unit share a chart, in the order in which they were pinned', () => {
  expect(
    charts(['seconds', 'orders', 'items', 'milliseconds', 'moreItems']),
  ).toEqual([['seconds', 'milliseconds'], ['orders'], ['items', 'moreItems']]);
});

test('a pin that stands alone has a chart of its own', () => {
  expect(charts(['seconds', 'milliseconds'], ['milliseconds'])).toEqual([
    ['seconds'],
    ['milliseconds'],
  ]);
});

test('a chart has at most six lines', () => {
  const pins = Array.from({ length: 8 }, (_, index) => `b${index}`);
  expect(charts(pins).map(({ length }) => length)).toEqual([6, 2]);
});

test('a counter is drawn as its rate, and not with gauges', () => {
  const { charts: built } = buildBoard(store, ['requests', 'b0'], new Set());
  expect(built.map(({ unit, lines }) => [unit, lines[0]!.isRate])).toEqual([
    ['/s', true],
    ['By', false],
  ]);
});

test('a histogram has a chart of the percentiles of its window', () => {
  expect(charts(['latency', 'seconds'])).toEqual([
    ['latency.window.p50', 'latency.window.p90', 'latency.window.p99'],
    ['seconds'],
  ]);
});

test('what has no number, and what is gone, is listed beside the charts', () => {
  const {
    withoutNumber,
    missing,
    charts: built,
  } = buildBoard(store, ['text', 'gone', 'started'], new Set());
  expect(built).toEqual([]);
  expect(withoutNumber.map(({ key }) => key)).toEqual(['text', 'started']);
  expect(missing).toEqual(['gone']);
});
