/** Items sorted or merged between two yields. */
const STEP = 1024;

/**
 * Sorts as `Array#toSorted` does, in steps, so that the caller can yield to the
 * event loop: sorting a hundred thousand keys would block it.
 */
export function* sortInSteps<T>(
  items: readonly T[],
  compare: (a: T, b: T) => number,
): Generator<undefined, readonly T[]> {
  let runs: (readonly T[])[] = [];
  for (let start = 0; start < items.length; start += STEP) {
    runs.push(items.slice(start, start + STEP).toSorted(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: (readonly T[])[] = [];
    for (let i = 0; i + 1 < runs.length; i += 2) {
      merged.push(yield* merge(runs[i]!, runs[i + 1]!, compare));
    }
    if (runs.length % 2 === 1) {
      merged.push(runs.at(-1)!);
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

function* merge<T>(
  left: readonly T[],
  right: readonly T[],
  compare: (a: T, b: T) => number,
): Generator<undefined, readonly T[]> {
  // Names are often published in order.
  if (compare(left.at(-1)!, right[0]!) <= 0) {
    return left.concat(right);
  }
  const merged: T[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length && r < right.length) {
    merged.push(compare(left[l]!, right[r]!) <= 0 ? left[l++]! : right[r++]!);
    if (merged.length % STEP === 0) {
      yield;
    }
  }
  return merged.concat(left.slice(l), right.slice(r));
}
