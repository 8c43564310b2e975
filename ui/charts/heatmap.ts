import type { CallsOfInterval } from '../state/intervals.js';

export const HEATMAP_ROWS = 24;

/** The least ratio of the ends: a row is then taller than a bucket. */
const MIN_RATIO = 8;

/** Counts of latencies by time and by size. */
export interface Heatmap {
  /** The latencies at its lower and upper edge, in seconds. */
  readonly low: number;
  readonly high: number;
  readonly columns: readonly {
    readonly from: number;
    readonly to: number;
    /** Counts of logarithmic rows of the same height, the lowest first. */
    readonly counts: readonly number[];
  }[];
  /** The greatest count. */
  readonly maxCount: number;
}

/** A latency of 0 is in the lowest row. Without latencies there is no heatmap. */
export function heatmapOf(
  intervals: readonly CallsOfInterval[],
): Heatmap | undefined {
  let min = Infinity;
  let max = 0;
  for (const { calls } of intervals) {
    for (const [seconds] of calls.latencies()) {
      min = seconds > 0 && seconds < min ? seconds : min;
      max = Math.max(max, seconds);
    }
  }
  if (max === 0) {
    return undefined;
  }
  // Half a bucket above and below, and the same more on both sides if needed.
  const widening = Math.sqrt(Math.max(1.07, MIN_RATIO / (max / min)));
  const low = min / widening;
  const high = max * widening;
  const rowsPerFactor = HEATMAP_ROWS / Math.log(high / low);
  let maxCount = 0;
  const columns = intervals.map(({ from, to, calls }) => {
    const counts = Array.from({ length: HEATMAP_ROWS }, () => 0);
    for (const [seconds, count] of calls.latencies()) {
      const row = Math.floor(
        Math.log(Math.max(seconds, low) / low) * rowsPerFactor,
      );
      const index = Math.min(row, HEATMAP_ROWS - 1);
      counts[index]! += count;
      maxCount = Math.max(maxCount, counts[index]!);
    }
    return { from, to, counts };
  });
  return { low, high, columns, maxCount };
}

/**
 * The opacity of each cell as bytes of an image: RGBA, a pixel for each cell, the
 * highest row first. Rare latencies stay visible beside frequent ones.
 */
export function heatmapPixels({ columns, maxCount }: Heatmap): {
  readonly width: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
} {
  const width = columns.length;
  const data = new Uint8ClampedArray(width * HEATMAP_ROWS * 4);
  for (const [x, { counts }] of columns.entries()) {
    for (const [row, count] of counts.entries()) {
      const y = HEATMAP_ROWS - 1 - row;
      const opacity =
        count === 0 ? 0 : 0.12 + 0.88 * Math.sqrt(count / maxCount);
      data[(y * width + x) * 4 + 3] = opacity * 255;
    }
  }
  return { width, data };
}
