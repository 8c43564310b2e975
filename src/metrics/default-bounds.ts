/** The default buckets of histograms by unit: powers of 2, or of 4. */
const BOUNDS: Readonly<Record<string, readonly number[]>> = {
  s: powersOfTwo(-10, 5, 1),
  ms: powersOfTwo(0, 15, 1),
  By: powersOfTwo(6, 30, 2),
};

const OTHER_BOUNDS = powersOfTwo(0, 20, 2);

export function defaultBounds(unit: string | undefined): readonly number[] {
  return unit !== undefined && Object.hasOwn(BOUNDS, unit)
    ? BOUNDS[unit]!
    : OTHER_BOUNDS;
}

function powersOfTwo(from: number, to: number, step: number): number[] {
  return Array.from(
    { length: (to - from) / step + 1 },
    (_, i) => 2 ** (from + i * step),
  );
}
