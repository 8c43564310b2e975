// The geometry of charts: data to pixels. Nothing here needs a browser.

/** The area of a chart between its axes, in CSS pixels. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** The times at its left and right edge, in ms. */
  readonly from: number;
  readonly to: number;
  /** The values at its lower and upper edge. */
  readonly low: number;
  readonly high: number;
  readonly isLogarithmic: boolean;
}

/** The horizontal part of a plot. */
export type TimeScale = Pick<Plot, 'left' | 'right' | 'from' | 'to'>;

export function xOf(
  { left, right, from, to }: TimeScale,
  time: number,
): number {
  return left + ((time - from) / (to - from)) * (right - left);
}

/** The time at a pixel; beyond the plot, the time at its edge. */
export function timeAt(
  { left, right, from, to }: TimeScale,
  x: number,
): number {
  const position = (x - left) / (right - left);
  return from + Math.min(1, Math.max(0, position)) * (to - from);
}

/** The pixel of a value; for one beyond the plot, that of its edge. */
export function yOf(plot: Plot, value: number): number {
  const { top, bottom, low, high, isLogarithmic } = plot;
  const position = isLogarithmic
    ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
    : (value - low) / (high - low);
  return bottom - Math.min(1, Math.max(0, position)) * (bottom - top);
}

/**
 * The lines through values: pairs of x and y, one after the other. A line ends
 * at an unknown value.
 *
 * @param values NaN is unknown
 */
export function linesThrough(
  plot: Plot,
  times: readonly number[],
  values: readonly number[],
): number[][] {
  const lines: number[][] = [];
  let line: number[] | undefined;
  for (const [index, value] of values.entries()) {
    if (Number.isNaN(value)) {
      line = undefined;
      continue;
    }
    if (line === undefined) {
      line = [];
      lines.push(line);
    }
    line.push(xOf(plot, times[index]!), yOf(plot, value));
  }
  return lines;
}

export interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Narrower bars have no gap between them. */
const MIN_WIDTH_WITH_GAP = 4;

/**
 * Bars on whole pixels, so that bars of the same duration do not flicker.
 *
 * @param values NaN and 0 have no bar
 * @param bases the values at which the bars begin
 * @param duration the time that a bar covers, up to the time of its value, in ms
 */
export function barsOf(
  plot: Plot,
  times: readonly number[],
  values: readonly number[],
  bases: readonly number[] | undefined,
  duration: number,
): Bar[] {
  const bars: Bar[] = [];
  for (const [index, value] of values.entries()) {
    const base = bases?.[index] ?? 0;
    if (!(value > base)) {
      continue;
    }
    const end = Math.round(xOf(plot, times[index]!));
    const start = Math.min(
      end - 1,
      Math.round(xOf(plot, times[index]! - duration)),
    );
    const width = end - start;
    const bottom = yOf(plot, base);
    const y = Math.min(yOf(plot, value), bottom - 1);
    bars.push({
      x: start,
      y,
      width: width >= MIN_WIDTH_WITH_GAP ? width - 1 : width,
      height: bottom - y,
    });
  }
  return bars;
}

/** The sums of each column with those before it. An unknown value counts as 0. */
export function stack(columns: readonly (readonly number[])[]): number[][] {
  const sums: number[][] = [];
  for (const column of columns) {
    const below = sums.at(-1);
    sums.push(
      column.map((value, index) => (value || 0) + (below?.[index] ?? 0)),
    );
  }
  return sums;
}

/** The index of the time that is nearest; -1 if there are no times. */
export function indexOfNearest(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    // The nearer of two neighbours decides the side.
    if (time - times[middle]! > times[middle + 1]! - time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return high;
}

/** The least, greatest and last of the known values; NaN if there is none. */
export function summaryOf(values: readonly number[]): {
  readonly min: number;
  readonly max: number;
  readonly last: number;
} {
  let min = NaN;
  let max = NaN;
  let last = NaN;
  for (const value of values) {
    if (!Number.isNaN(value)) {
      min = value >= min ? min : value;
      max = value <= max ? max : value;
      last = value;
    }
  }
  return { min, max, last };
}
