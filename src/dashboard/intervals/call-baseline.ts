import { addedBuckets, type BucketCounts } from '../../vars/bucket-counts.js';
import type { CallCounts } from '../../vars/measured-calls.js';
import type { IntervalRow } from '../protocol/types.js';

/** The counts of a route or method at the beginning of an interval. */
export class CallBaseline {
  private counts: CallCounts | undefined;
  private buckets: BucketCounts | undefined;

  /**
   * Begins the next interval.
   *
   * @param id of the row
   * @returns what was counted since the last call; undefined if that is nothing
   */
  advance(id: number, now: CallCounts): IntervalRow | undefined {
    const before = this.counts?.resets === now.resets ? this.counts : undefined;
    this.counts = now;
    const added = (
      name: 'count' | 'errors' | 'clientErrors' | 'aborted' | 'bytes',
    ): number => increase(before?.[name], now[name]);
    const row = {
      id,
      count: added('count'),
      errors: added('errors'),
      clientErrors: added('clientErrors'),
      aborted: added('aborted'),
      bytes: added('bytes'),
      ...this.advanceLatency(before, now),
    };
    return row.count + row.errors + row.aborted + row.buckets.length > 0
      ? row
      : undefined;
  }

  private advanceLatency(
    before: CallCounts | undefined,
    { latency }: CallCounts,
  ): Pick<IntervalRow, 'sum' | 'max' | 'buckets'> {
    // Another histogram has begun with its first value.
    const isSame = before?.latency === latency;
    const copyBefore = isSame ? this.buckets : undefined;
    const max = latency?.takeMax() ?? 0;
    if (
      latency === undefined ||
      (isSame && max === 0 && latency.zeros === copyBefore?.zeros)
    ) {
      return { sum: 0, max: 0, buckets: [] };
    }
    const copy = latency.copyCounts();
    this.buckets = copy;
    return {
      sum: increase(copyBefore?.sum, copy.sum),
      max,
      buckets: addedBuckets(copyBefore, copy),
    };
  }
}

/** Returns the increase of a count, which the application may have set back. */
function increase(before: number | undefined = 0, now: number): number {
  return now >= before ? now - before : now;
}
