/** @internal The key of the {@link RecordedBuckets} of a histogram. */
export const BUCKETS = Symbol.for('nestjs-expvar:buckets');

/** The values of a histogram, for a reader that compares copies. */
export interface RecordedBuckets {
  /** The number of values that are 0. */
  readonly zeros: number;
  copyCounts(): BucketCounts;
  /**
   * Returns the greatest value since the last call; 0 when there is none above
   * it. Only one reader may call it.
   */
  takeMax(): number;
}

/** A copy of the counts of a histogram. */
export interface BucketCounts {
  readonly sum: number;
  /** The number of values that are 0. */
  readonly zeros: number;
  /** The key of the first count. */
  readonly firstKey: number;
  readonly counts: Uint32Array | Float64Array;
}

/**
 * Returns the buckets that have grown between two copies.
 *
 * @param before undefined if there was no value
 * @returns pairs of the key of a bucket and its increase, in ascending order
 */
export function addedBuckets(
  before: BucketCounts | undefined,
  now: BucketCounts,
): number[] {
  const added: number[] = [];
  const addedZeros = now.zeros - (before?.zeros ?? 0);
  if (addedZeros > 0) {
    added.push(0, addedZeros);
  }
  // The histogram may have moved its lowest counts together since.
  let older = 0;
  let i = 0;
  const offset = now.firstKey - (before?.firstKey ?? 0);
  const olderCounts = before?.counts ?? now.counts.subarray(0, 0);
  for (; i < offset && i < olderCounts.length; i++) {
    older += olderCounts[i]!;
  }
  for (let j = 0; j < now.counts.length; j++) {
    const increase = now.counts[j]! - older - (olderCounts[j + offset] ?? 0);
    older = 0;
    if (increase > 0) {
      added.push(now.firstKey + j, increase);
    }
  }
  return added;
}
