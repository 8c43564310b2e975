import { formatQuantity } from '../state/format.js';
import { bytesPer, secondsPer } from '../state/units.js';

const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600];
const LONG_STEPS = [
  60, 120, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400,
];

/** A label of a time axis. */
export interface TimeLabel {
  readonly x: number;
  /** In ms since 1970. */
  readonly wall: number;
}

/**
 * Labels at round wall times. The clock may jump within the range.
 *
 * @param from in ms on the axis of the charts, as `to`
 * @param toWall converts to ms since 1970
 */
export function timeLabels(
  from: number,
  to: number,
  toWall: (x: number) => number,
  maxLabels: number,
): { readonly labels: readonly TimeLabel[]; readonly hasSeconds: boolean } {
  const seconds = TIME_STEPS.find(
    (step) => (to - from) / 1000 / step <= maxLabels,
  );
  const step = (seconds ?? 1200) * 1000;
  // The times of samples jitter, and so does the distance of the clocks.
  const tolerance = step / 10;
  const labels: TimeLabel[] = [];
  for (let x = from; x <= to;) {
    const after = toWall(x) % step;
    if (after <= tolerance || after >= step - tolerance) {
      const wall = Math.round(toWall(x) / step) * step;
      labels.push({ x, wall });
      x += step;
    } else {
      x += step - after;
    }
  }
  return { labels, hasSeconds: step % 60_000 !== 0 };
}

export interface ValueRange {
  readonly low: number;
  readonly high: number;
  /** All values are integers, so fractional labels would be meaningless. */
  readonly isInteger: boolean;
}

/**
 * The range of a value axis.
 *
 * @param columns the values of each line; NaN is unknown
 * @param fromZero whether the axis begins at 0 where no value is negative
 * @param minHigh the least upper end of an axis that begins at 0
 */
export function rangeOf(
  columns: readonly (readonly number[])[],
  fromZero: boolean,
  minHigh = 0,
): ValueRange {
  let min = Infinity;
  let max = -Infinity;
  let isInteger = true;
  for (const column of columns) {
    for (const value of column) {
      min = value < min ? value : min;
      max = value > max ? value : max;
      isInteger &&= Number.isInteger(value) || Number.isNaN(value);
    }
  }
  if (min > max) {
    return { low: 0, high: minHigh || 1, isInteger: false };
  }
  if (fromZero && min >= 0) {
    const high = Math.max(max * 1.06, minHigh) || 1;
    return { low: 0, high, isInteger: isInteger && high >= 1 };
  }
  const size = Math.max(Math.abs(min), Math.abs(max));
  // A smaller difference is a rounding error.
  const spread = max - min > size * 1e-12 ? max - min : 0;
  const padding =
    spread === 0
      ? Math.max(size * 0.08, isInteger ? 1 : 0) || 1
      : spread * 0.08;
  const low = min < 0 ? min - padding : Math.max(0, min - padding);
  const high = max + padding;
  return { low, high, isInteger: isInteger && high - low >= 1 };
}

/** Steps of bytes are powers of two, and steps of long times are minutes. */
function valueStep(
  { low, high, isInteger }: ValueRange,
  maxLabels: number,
  unit: string | undefined,
): number {
  const minStep = (high - low) / Math.max(1, maxLabels);
  const bytes = bytesPer(unit);
  if (bytes !== undefined) {
    return 2 ** Math.ceil(Math.log2(minStep * bytes)) / bytes;
  }
  const seconds = secondsPer(unit) ?? 0;
  const longStep =
    minStep * seconds > 30 &&
    LONG_STEPS.find((step) => step >= minStep * seconds);
  if (longStep) {
    return longStep / seconds;
  }
  const power = 10 ** Math.floor(Math.log10(minStep));
  const factor = [1, 2, 5, 10].find((each) => each * power >= minStep * 0.999);
  return Math.max((factor ?? 10) * power, isInteger ? 1 : 0);
}

/** The digits that distinguish values up to `size` which differ by a step. */
export function digitsFor(size: number, step: number): number {
  const digits = Math.floor(Math.log10(Math.abs(size) / step)) + 3;
  return Number.isFinite(digits) ? Math.max(4, Math.min(15, digits)) : 4;
}

export function multiplesOf(step: number, low: number, high: number): number[] {
  const multiples: number[] = [];
  for (let index = Math.ceil(low / step); index * step <= high; index++) {
    // Adding 0 turns -0 into 0.
    multiples.push(index * step + 0);
  }
  return multiples;
}

/** A value axis and its labels. */
export interface ValueAxis {
  readonly low: number;
  readonly high: number;
  readonly isLogarithmic: boolean;
  readonly values: readonly number[];
  readonly texts: readonly string[];
  /** The digits that distinguish the labels. */
  readonly digits: number;
}

export function linearAxis(
  range: ValueRange,
  maxLabels: number,
  unit: string | undefined,
): ValueAxis {
  const { low, high } = range;
  const step = valueStep(range, maxLabels, unit);
  const values = multiplesOf(step, low, high);
  const digits = digitsFor(Math.max(-low, high), step);
  const texts = values.map((value) => formatQuantity(value, unit, digits));
  return { low, high, isLogarithmic: false, values, texts, digits };
}

/** The least ratio of the ends of a logarithmic axis. */
const MIN_RATIO = 12;

/**
 * An axis whose labels are powers of 10, and 2 and 5 times them where there is
 * room. Values that are not positive are below it.
 *
 * @param columns the values of each line; NaN is unknown
 */
export function logarithmicAxis(
  columns: readonly (readonly number[])[],
  maxLabels: number,
  unit: string | undefined,
): ValueAxis {
  let min = Infinity;
  let max = 0;
  for (const column of columns) {
    for (const value of column) {
      min = value > 0 && value < min ? value : min;
      max = value > max ? value : max;
    }
  }
  if (max === 0) {
    [min, max] = [1e-3, 1];
  }
  const widening = Math.sqrt(Math.max(1, MIN_RATIO / (max / min)));
  const low = Math.max((min / widening) * 0.8, Number.MIN_VALUE);
  const high = Math.min(max * widening * 1.25, Number.MAX_VALUE);
  const lowest = Math.floor(Math.log10(low));
  const decades = Math.ceil(Math.log10(high)) - lowest;
  const isIn = (value: number): boolean => value >= low && value <= high;
  let values: number[] = [];
  for (const [every, factors] of [
    [1, [1, 2, 5]],
    [1, [1]],
    [2, [1]],
    [3, [1]],
    [6, [1]],
    [50, [1]],
  ] as const) {
    values = [];
    for (let decade = lowest; decade <= lowest + decades; decade++) {
      if (decade % every === 0) {
        // A literal is exact where a product would be rounded.
        values.push(...factors.map((factor) => Number(`${factor}e${decade}`)));
      }
    }
    values = values.filter(isIn);
    if (values.length <= maxLabels) {
      break;
    }
  }
  const texts = values.map((value) => formatQuantity(value, unit, 3));
  return { low, high, isLogarithmic: true, values, texts, digits: 4 };
}
