import { linesThrough, type Plot, summaryOf } from './plot.js';

/** More points would be less than two pixels apart. */
const MAX_POINTS = 64;

/**
 * Reduces samples to at most 64 means of the same number of samples. They begin
 * at multiples of that number, because a line would shiver if they moved with
 * the samples.
 *
 * @param lastTick the number of the last sample
 * @param length the number of samples up to the last one, known or not
 * @param valueAt returns NaN for an unknown sample
 */
export function sparkPoints(
  lastTick: number,
  length: number,
  valueAt: (tick: number) => number,
): number[] {
  const size = Math.max(1, Math.ceil(length / MAX_POINTS));
  const lastGroup = Math.floor(lastTick / size);
  const groups = Math.min(MAX_POINTS, Math.ceil(length / size));
  return Array.from({ length: groups }, (_, index) => {
    const firstTick = (lastGroup - groups + 1 + index) * size;
    let sum = 0;
    let count = 0;
    for (let tick = firstTick; tick < firstTick + size; tick++) {
      const value =
        tick > lastTick - length && tick <= lastTick ? valueAt(tick) : NaN;
      if (!Number.isNaN(value)) {
        sum += value;
        count++;
      }
    }
    return count === 0 ? NaN : sum / count;
  });
}

/** The lines of a sparkline. A constant is a level line. */
export interface SparkLines {
  readonly lines: readonly (readonly number[])[];
  readonly isConstant: boolean;
}

/** @param fromZero draws values that are not negative above 0, as for a rate */
export function sparkLines(
  points: readonly number[],
  width: number,
  height: number,
  fromZero: boolean,
): SparkLines {
  const { min, max } = summaryOf(points);
  // A smaller difference is a rounding error.
  const isConstant = !(
    max - min >
    Math.max(Math.abs(min), Math.abs(max)) * 1e-12
  );
  const low = isConstant ? min - 1 : fromZero && min >= 0 ? 0 : min;
  const plot: Plot = {
    left: 2,
    right: width - 2,
    top: 2,
    // A constant 0 is at the bottom, any other constant in the middle.
    bottom: height - 2,
    from: 0,
    to: Math.max(1, points.length - 1),
    low: isConstant && min === 0 ? 0 : low,
    high: isConstant ? min + 1 : max,
    isLogarithmic: false,
  };
  const times = points.map((_, index) => index);
  return { lines: linesThrough(plot, times, points), isConstant };
}
