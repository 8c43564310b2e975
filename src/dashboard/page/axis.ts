import { isByteUnit } from './format.js';

const TIME_STEPS = [5, 10, 15, 30, 60, 120, 300, 600];

/** Round steps, of which there are at most `most` in a span. */
export function timeStep(spanMs: number, most: number): number {
  const step = TIME_STEPS.find((seconds) => spanMs / 1000 / seconds <= most);
  return (step ?? 1200) * 1000;
}

/** Of bytes, powers of two are round. */
export function valueStep(
  span: number,
  most: number,
  unit: string | undefined,
): number {
  const least = span / Math.max(1, most);
  if (isByteUnit(unit)) {
    return 2 ** Math.ceil(Math.log2(least));
  }
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((round) => round * power >= least * 0.999);
  return (factor ?? 10) * power;
}

/** The multiples of a step in a span. */
export function ticks(from: number, to: number, step: number): number[] {
  const found: number[] = [];
  for (let index = Math.ceil(from / step); index * step <= to; index++) {
    found.push(index * step);
  }
  return found;
}
