import { expect, test } from 'vitest';
import {
  HEATMAP_ROWS,
  heatmapOf,
  heatmapPixels,
} from '../../charts/heatmap.js';
import { Calls, type CallsOfInterval } from '../../state/intervals.js';

/** The key of the bucket (1, 1.0625]. */
const ONE = 1023 << 4;
/** The keys of a factor of 2. */
const OCTAVE = 16;

function interval(to: number, buckets: readonly number[]): CallsOfInterval {
  const calls = new Calls();
  calls.add(
    {
      id: 0,
      count: 0,
      errors: 0,
      clientErrors: 0,
      aborted: 0,
      bytes: 0,
      sum: 0,
      max: 100,
      buckets,
    },
    's',
  );
  return { from: to - 10_000, to, calls };
}

test('a heatmap has 24 rows of the same factor', () => {
  const heatmap = heatmapOf([
    interval(10_000, [ONE, 8, ONE + 4 * OCTAVE, 2]),
    interval(20_000, [ONE + 2 * OCTAVE, 4]),
  ])!;
  expect(heatmap.low).toBeCloseTo(1 / 1.0036, 2);
  expect(heatmap.high).toBeCloseTo(16 * 1.066, 1);
  expect(heatmap.maxCount).toBe(8);
  const rows = heatmap.columns.map(({ counts }) =>
    counts.flatMap((count, row) => (count > 0 ? [[row, count]] : [])),
  );
  expect(rows).toEqual([
    [
      [0, 8],
      [HEATMAP_ROWS - 1, 2],
    ],
    [[12, 4]],
  ]);
  expect(heatmap.columns[1]).toMatchObject({ from: 10_000, to: 20_000 });
});

test('latencies of one size are in the middle of a heatmap', () => {
  const { columns, low, high } = heatmapOf([interval(10_000, [ONE, 3])])!;
  expect(high / low).toBeCloseTo(8);
  expect(columns[0]!.counts.indexOf(3)).toBe(HEATMAP_ROWS / 2);
});

test('a latency of 0 is in the lowest row', () => {
  const { columns } = heatmapOf([interval(10_000, [0, 5, ONE, 1])])!;
  expect(columns[0]!.counts[0]).toBe(5);
});

test('there is no heatmap without latencies', () => {
  expect(heatmapOf([])).toBeUndefined();
  expect(heatmapOf([interval(10_000, [])])).toBeUndefined();
});

test('the pixels of a heatmap have the highest row first', () => {
  const { data, width } = heatmapPixels({
    low: 1,
    high: 2,
    maxCount: 4,
    columns: [
      { from: 0, to: 1, counts: [4, ...Array(HEATMAP_ROWS - 1).fill(0)] },
      { from: 1, to: 2, counts: [...Array(HEATMAP_ROWS - 1).fill(0), 1] },
    ],
  });
  expect(width).toBe(2);
  const opacityAt = (x: number, y: number): number =>
    data[(y * width + x) * 4 + 3]!;
  expect(opacityAt(0, HEATMAP_ROWS - 1)).toBe(255);
  expect(opacityAt(0, 0)).toBe(0);
  // A quarter of the greatest count has half of its weight.
  expect(opacityAt(1, 0)).toBe(143);
});
