import type { HeapSample } from './heap-sample.js';

export interface Collection {
  /** In milliseconds of `performance.now()`. */
  readonly start: number;
  /** In milliseconds. */
  readonly duration: number;
  /** Of the young generation alone, which was full. */
  readonly isForRoom: boolean;
}

/**
 * How full the young generation is when V8 collects it between two turns of
 * the event loop: at 80 % it asks for a turn, and fills it further meanwhile.
 */
const FULL_BETWEEN_TURNS = 0.9;

/** How long a time tells of the one before, as a part of that. */
const TELLING = 0.1;

/** What the report of a collection allocates, at most. */
const REPORT_BYTES = 8192;

/** How many times the median a pause is when there was much to copy. */
const LONG_PAUSE = 4;

/**
 * Estimates how many bytes were ever allocated on the heap. V8 counts them
 * since Node 26 only, and then far too many: what it sets aside for a small
 * object counts whole, again after each collection and each look at the heap.
 *
 * Objects begin in the young generation, which is collected when it is full:
 * a collection stands for as many bytes as there was room for. Large objects
 * are in spaces of their own, and those are compared.
 */
export class AllocationMeter {
  /** What was allocated until `last`. */
  private total: number;
  /** The highest answer so far. */
  private highest: number;
  /** Bytes per millisecond before the latest collection that tells. */
  private rate = 0;

  /** @param last the heap after the collections known so far */
  constructor(private last: HeapSample) {
    this.total = last.used;
    this.highest = last.used;
  }

  /**
   * Takes in collections, which are known some time after they happened.
   *
   * @param collections at least one, in their order
   * @param now the heap since them
   */
  collected(collections: readonly Collection[], now: HeapSample): void {
    const allocated = this.estimate(collections, now);
    const seen = this.read(now.used);
    // A guess of what V8 does must not become a number that is none.
    const total = Number.isFinite(allocated)
      ? this.total + Math.round(allocated)
      : seen;
    this.advance(Math.max(seen, total), now);
  }

  /**
   * @param used the bytes on the heap
   * @returns the bytes ever allocated: never less than before, nor than `used`
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
    // With several, the event loop had no turn between them to look.
    const isSeen = collections.filter((c) => c.isForRoom).length <= 1;
    const full = isSeen ? FULL_BETWEEN_TURNS : 1;
    let room = Math.max(0, full * last.youngCapacity - last.youngUsed);
    if (isSeen) {
      room = Math.min(room, plausibleRoom(collections, last, now));
    }
    const nextRoom = roomInTurn(collections, last, now);
    let since = last.time;
    let bytes = 0;
    for (const [i, { start, duration, isForRoom }] of collections.entries()) {
      // It may be reported after a look at the heap that came after it.
      const elapsed = Math.max(0, start - since);
      if (isForRoom) {
        bytes += room;
        this.rate = elapsed > 0 ? room / elapsed : 0;
      } else {
        bytes += Math.min(room, this.rate * elapsed);
      }
      since = start + duration;
      room = nextRoom(i + 1);
    }
    bytes += Math.min(now.youngUsed, this.rate * (now.time - since));
    bytes += Math.max(0, now.oldLargeUsed - last.oldLargeUsed);
    bytes += now.youngLargeUsed;
    return bytes;
  }
}

/**
 * What was allocated before the collections if it went on at the rate of the
 * time after them, when that was long enough to tell. Much less than there was
 * room for says that it was not for room: V8 also collects for the sake of
 * buffers, which are not on the heap.
 */
function plausibleRoom(
  collections: readonly Collection[],
  last: HeapSample,
  now: HeapSample,
): number {
  const before = collections[0]!.start - last.time;
  const { start, duration } = collections.at(-1)!;
  const after = now.time - start - duration;
  const isTelling = before > 0 && after > before * TELLING;
  return isTelling ? (now.youngUsed / after) * before : Infinity;
}

/**
 * The room in the young generation after each of several collections in one
 * turn of the event loop, during which nobody could look.
 */
function roomInTurn(
  collections: readonly Collection[],
  last: HeapSample,
  now: HeapSample,
): (index: number) => number {
  const before = last.youngCapacity;
  const after = now.youngCapacity;
  if (
    collections.length * REPORT_BYTES > before &&
    isReportOfGarbage(collections)
  ) {
    return () => Math.min(before, after);
  }
  // What survives is at most what is there, before and after; mostly less.
  const survivors =
    Math.min(last.youngUsed / before, now.youngUsed / after) / 4;
  return (index) =>
    // As survivors move on after two collections, it doubles at every other.
    Math.min(after, before * 2 ** (index / 2)) * (1 - survivors);
}

/**
 * Whether little survived in the turn. Then it is the reports of its
 * collections, made after it, that survive: they take longer to copy, and when
 * they are many the young generation grows by them.
 */
function isReportOfGarbage(collections: readonly Collection[]): boolean {
  const pauses = collections
    .filter(({ isForRoom }) => isForRoom)
    .map(({ duration }) => duration);
  const latest = pauses.at(-1);
  const median = pauses.toSorted((a, b) => a - b)[pauses.length >> 1];
  return (
    latest !== undefined && median !== undefined && latest > LONG_PAUSE * median
  );
}
