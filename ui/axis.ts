import { bytesOf, formatQuantity, secondsOf } from './format.js';

const TIME_STEPS = [5, 10, 15, 30, 60, 120, 300, 600];
const LONG_STEPS = [
  60, 120, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400,
];

/** Round steps, of which there are at most `most` in a span. */
export function timeStep(spanMs: number, most: number): number {
  const step = TIME_STEPS.find((seconds) => spanMs / 1000 / seconds <= most);
  return (step ?? 1200) * 1000;
}

export interface Range {
  readonly low: number;
  readonly high: number;
  /** There is nothing between two whole numbers. */
  readonly whole: boolean;
}

/** What an axis has to show for these values; NaN is no value. */
export function rangeOf(
  columns: readonly (readonly number[])[],
  zero: boolean,
  atLeast = 0,
): Range {
  let min = Infinity;
  let max = -Infinity;
  let whole = true;
  for (const column of columns) {
    for (const value of column) {
      min = value < min ? value : min;
      max = value > max ? value : max;
      whole &&= Number.isInteger(value) || Number.isNaN(value);
    }
  }
  if (min > max) {
    return { low: 0, high: atLeast || 1, whole: false };
  }
  if (zero && min >= 0) {
    const high = Math.max(max * 1.06, atLeast) || 1;
    return { low: 0, high, whole: whole && high >= 1 };
  }
  const size = Math.max(Math.abs(min), Math.abs(max));
  // What only rounding tells apart is one value.
  const spread = max - min > size * 1e-12 ? max - min : 0;
  const pad =
    spread === 0 ? Math.max(size * 0.08, whole ? 1 : 0) || 1 : spread * 0.08;
  const low = min < 0 ? min - pad : Math.max(0, min - pad);
  return { low, high: max + pad, whole: whole && max + pad - low >= 1 };
}

/** Of bytes powers of two are round, and minutes and hours of long times. */
function valueStep(
  { low, high, whole }: Range,
  most: number,
  unit: string | undefined,
): number {
  const least = (high - low) / Math.max(1, most);
  const bytes = bytesOf(unit);
  if (bytes !== undefined) {
    return 2 ** Math.ceil(Math.log2(least * bytes)) / bytes;
  }
  const seconds = secondsOf(unit) ?? 0;
  const long =
    least * seconds > 30 && LONG_STEPS.find((step) => step >= least * seconds);
  if (long) {
    return long / seconds;
  }
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((round) => round * power >= least * 0.999);
  return Math.max((factor ?? 10) * power, whole ? 1 : 0);
}

/** How many digits tell apart values that differ by no less than a step. */
export function digitsFor(size: number, step: number): number {
  const digits = Math.floor(Math.log10(Math.abs(size) / step)) + 3;
  return Number.isFinite(digits) ? Math.max(4, Math.min(15, digits)) : 4;
}

/** The multiples of a step in a span. */
export function ticks(from: number, to: number, step: number): number[] {
  const found: number[] = [];
  for (let index = Math.ceil(from / step); index * step <= to; index++) {
    // And none of them is -0.
    found.push(index * step + 0);
  }
  return found;
}

/** Where an axis is marked, at most so often, and what is said there. */
export function valueMarks(
  range: Range,
  most: number,
  unit: string | undefined,
): { marks: number[]; texts: string[]; digits: number } {
  const { low, high } = range;
  const step = valueStep(range, most, unit);
  const marks = ticks(low, high, step);
  const digits = digitsFor(Math.max(-low, high), step);
  const texts = marks.map((mark) => formatQuantity(mark, unit, digits));
  return { marks, texts, digits };
}
