import type { HeapSample } from './heap-sample.js';

export interface Collection {
  /** In milliseconds of `performance.now()`. */
  readonly start: number;
  /** In milliseconds. */
  readonly duration: number;
  /** True when V8 collected the young generation because it was full. */
  readonly wasFull: boolean;
}

/**
 * The fill level at which V8 collects the young generation between two
 * iterations of the event loop. V8 schedules the collection at 80 %, and the
 * generation fills further until it runs.
 */
const FULL_BETWEEN_ITERATIONS = 0.9;

/**
 * A time allows conclusions about the time before it when it is at least this
 * part of it.
 */
const MIN_COMPARABLE_TIME = 0.1;

/** The most that V8's report of one collection allocates. */
const REPORT_BYTES = 8192;

/**
 * A pause of this many times the median means that many objects were copied.
 */
const LONG_PAUSE = 4;

/**
 * Estimates how many bytes were ever allocated on the heap. V8 counts them only
 * since Node 26, and far too high: it counts the whole buffer that it sets
 * aside for small objects, again after each collection and each reading of the
 * heap.
 *
 * Objects start in the young generation, which is collected when it is full, so
 * a collection stands for the bytes that were free before it. Large objects
 * have spaces of their own, whose sizes are compared.
 */
export class AllocationEstimator {
  /** The bytes allocated until `last`. */
  private total: number;
  /** The highest result so far. */
  private highest: number;
  /** Bytes per millisecond before the last collection of a full generation. */
  private rate = 0;

  /** @param last the heap after the collections known so far */
  constructor(private last: HeapSample) {
    this.total = last.used;
    this.highest = last.used;
  }

  /**
   * Adds collections, which V8 reports some time after they happened.
   *
   * @param collections at least one, the oldest first
   * @param now the heap after them
   */
  add(collections: readonly Collection[], now: HeapSample): void {
    const allocated = this.estimate(collections, now);
    const minimum = this.read(now.used);
    // The estimate relies on internals of V8, which could make it NaN.
    const total = Number.isFinite(allocated)
      ? this.total + Math.round(allocated)
      : minimum;
    this.advance(Math.max(minimum, total), now);
  }

  /**
   * @param used the bytes on the heap
   * @returns the bytes ever allocated: at least `used`, and at least the result
   * of the call before
   */
  read(used: number): number {
    const allocated = Math.max(0, used - this.last.used);
    this.highest = Math.max(this.highest, this.total + allocated);
    return this.highest;
  }

  private advance(total: number, now: HeapSample): void {
    this.total = total;
    this.highest = total;
    this.last = now;
  }

  private estimate(
    collections: readonly Collection[],
    now: HeapSample,
  ): number {
    const { last } = this;
    // Several collections happened within one iteration of the event loop.
    const isSingle = collections.filter(({ wasFull }) => wasFull).length <= 1;
    const full = isSingle ? FULL_BETWEEN_ITERATIONS : 1;
    let free = Math.max(0, full * last.youngCapacity - last.youngUsed);
    if (isSingle) {
      free = Math.min(free, plausibleBytes(collections, last, now));
    }
    const nextFree = freeWithinIteration(collections, last, now);
    let since = last.time;
    let bytes = 0;
    for (const [i, { start, duration, wasFull }] of collections.entries()) {
      // A collection may be reported after a later sample of the heap.
      const elapsed = Math.max(0, start - since);
      if (wasFull) {
        bytes += free;
        this.rate = elapsed > 0 ? free / elapsed : 0;
      } else {
        bytes += Math.min(free, this.rate * elapsed);
      }
      since = start + duration;
      free = nextFree(i + 1);
    }
    bytes += Math.min(now.youngUsed, this.rate * (now.time - since));
    bytes += Math.max(0, now.oldLargeUsed - last.oldLargeUsed);
    bytes += now.youngLargeUsed;
    return bytes;
  }
}

/**
 * Estimates what was allocated before the collections from the rate after them,
 * when the time after them is long enough. Much less than was free means that
 * the young generation was not full: V8 also collects because of buffers, which
 * are not on the heap.
 */
function plausibleBytes(
  collections: readonly Collection[],
  last: HeapSample,
  now: HeapSample,
): number {
  const before = collections[0]!.start - last.time;
  const { start, duration } = collections.at(-1)!;
  const after = now.time - start - duration;
  const isComparable = before > 0 && after > before * MIN_COMPARABLE_TIME;
  return isComparable ? (now.youngUsed / after) * before : Infinity;
}

/**
 * Estimates the free bytes of the young generation after each of several
 * collections within one iteration of the event loop, during which no sample
 * could be taken.
 */
function freeWithinIteration(
  collections: readonly Collection[],
  last: HeapSample,
  now: HeapSample,
): (index: number) => number {
  const before = last.youngCapacity;
  const after = now.youngCapacity;
  if (
    collections.length * REPORT_BYTES > before &&
    survivorsAreReports(collections)
  ) {
    return () => Math.min(before, after);
  }
  // The survivors are at most the bytes before and after, and usually fewer.
  const survivors =
    Math.min(last.youngUsed / before, now.youngUsed / after) / 4;
  return (index) =>
    // Survivors move on after two collections, so it doubles at every other
    // one.
    Math.min(after, before * 2 ** (index / 2)) * (1 - survivors);
}

/**
 * True when little survived the iteration except V8's reports of its
 * collections, which it makes afterwards: they take longer to copy, and many of
 * them make the young generation grow.
 */
function survivorsAreReports(collections: readonly Collection[]): boolean {
  const pauses = collections
    .filter(({ wasFull }) => wasFull)
    .map(({ duration }) => duration);
  const latest = pauses.at(-1);
  const median = pauses.toSorted((a, b) => a - b)[pauses.length >> 1];
  return (
    latest !== undefined && median !== undefined && latest > LONG_PAUSE * median
  );
}
