import {
  constants,
  performance,
  type PerformanceEntry,
  PerformanceObserver,
  type PerformanceObserverEntryList,
} from 'node:perf_hooks';
import {
  AllocationEstimator,
  type Collection,
} from './allocation-estimator.js';
import { catchErrors } from './catch-errors.js';
import { takeHeapSample } from './heap-sample.js';
import { PauseRing } from './pause-ring.js';

const MINOR = constants.NODE_PERFORMANCE_GC_MINOR;
const MINOR_MARK_SWEEP = 2; // Node has no name for it before 24.
const MAJOR = constants.NODE_PERFORMANCE_GC_MAJOR;
const INCREMENTAL = constants.NODE_PERFORMANCE_GC_INCREMENTAL;
const FORCED = constants.NODE_PERFORMANCE_GC_FLAGS_FORCED;

/** A minor collection that ends so shortly before a major one belongs to it, in ms. */
const PRELUDE_MS = 2;

/** The wall clock counts as set when it is off by more than this, in ms. */
const CLOCK_TOLERANCE_MS = 5;

/** An event of V8, such as a collection. */
export interface GcEntry extends PerformanceEntry {
  readonly detail: { readonly kind: number; readonly flags: number };
}

/**
 * Called with new events, the oldest first, and with the bytes that objects on
 * the heap take after a collection.
 */
export type GcListener = (
  entries: readonly GcEntry[],
  heapUsed: number | undefined,
) => void;

/** The collections that memstats counts: all, or major ones only. */
export type CountedCollections = 'all' | 'major';

/** The upper bounds of prom-client's buckets for collections, in seconds. */
export const GC_BUCKETS = [0.001, 0.01, 0.1, 1, 2, 5];

/** The work of one kind that V8 has done. */
export interface GcKind {
  count: number;
  durationNs: number;
  /** The collections in each of {@link GC_BUCKETS}, then the longer ones. */
  buckets: number[];
}

/**
 * Records the garbage collections of this thread, as V8 reports them.
 *
 * All applications of a process share it, because Node should have one observer
 * of collections per process. While nobody has acquired it, it observes nothing
 * and is empty.
 */
class GcRecorder {
  /** When recording began, in milliseconds of `performance.now()`. */
  since = 0;
  /** Minor and major collections. */
  readonly all = new PauseRing();
  readonly major = new PauseRing();
  /** V8's events by kind, with OpenTelemetry's names for the kinds. */
  readonly kinds = {
    minor: newKind(),
    major: newKind(),
    incremental: newKind(),
    weakcb: newKind(),
  };

  private readonly holders = new Map<object, GcListener | undefined>();
  private observer: PerformanceObserver | undefined;
  /** The time of incremental steps that belong to the next major collection. */
  private incrementalNs = 0;
  private estimator: AllocationEstimator | undefined;
  /** The Unix time of `performance.now() === 0`, in milliseconds. */
  private origin = performance.timeOrigin;

  /** @param holder is kept alive until it releases the recorder */
  acquire(holder: object, listener?: GcListener): void {
    if (this.holders.size === 0) {
      this.clear();
      this.estimator = new AllocationEstimator(takeHeapSample());
      this.observer = new PerformanceObserver(
        catchErrors(
          'garbage collections',
          (list: PerformanceObserverEntryList) =>
            this.record(list.getEntries()),
          () => this.observer?.disconnect(),
        ),
      );
      this.observer.observe({ entryTypes: ['gc'] });
    }
    this.holders.set(holder, listener);
  }

  release(holder: object): void {
    if (this.holders.delete(holder) && this.holders.size === 0) {
      this.observer?.disconnect();
      this.observer = undefined;
      this.clear();
    }
  }

  /**
   * Records what V8 has reported and the observer has not yet been called with.
   * V8 reports a collection in the next iteration of the event loop.
   */
  takeRecords(): void {
    if (this.observer !== undefined) {
      this.record(this.observer.takeRecords());
    }
  }

  /**
   * Estimates the bytes allocated on the heap so far, including those that were
   * there when recording began.
   *
   * @param used the bytes on the heap
   */
  allocated(used: number): number {
    return this.estimator?.read(used) ?? used;
  }

  /** @param entries of type `gc`, the oldest first */
  record(entries: readonly PerformanceEntry[]): void {
    this.followClock();
    // V8 may report collections from before there was an observer.
    const recorded = (entries as readonly GcEntry[]).filter(
      ({ startTime }) => startTime >= this.since,
    );
    for (const entry of recorded) {
      this.recordOne(entry);
    }
    const collections = collectionsOf(recorded);
    const sample = collections.length > 0 ? takeHeapSample() : undefined;
    if (sample !== undefined) {
      this.estimator?.add(collections, sample);
    }
    for (const listener of this.holders.values()) {
      listener?.(recorded, sample?.used);
    }
  }

  private recordOne(entry: GcEntry): void {
    const duration = Math.round(entry.duration * 1e6);
    const { minor, major, incremental, weakcb } = this.kinds;
    switch (entry.detail.kind) {
      case MINOR:
      case MINOR_MARK_SWEEP:
        count(minor, duration);
        this.addPause([this.all], entry, duration);
        break;
      case MAJOR:
        count(major, duration);
        this.addPause(
          [this.all, this.major],
          entry,
          duration + this.incrementalNs,
        );
        this.incrementalNs = 0;
        break;
      default:
        count(
          entry.detail.kind === INCREMENTAL ? incremental : weakcb,
          duration,
        );
        this.incrementalNs += duration;
    }
  }

  private addPause(rings: PauseRing[], entry: GcEntry, duration: number): void {
    const end = this.origin + entry.startTime + entry.duration;
    const endNs = BigInt(Math.round(end * 1e3)) * 1000n;
    const isForced = (entry.detail.flags & FORCED) !== 0;
    for (const ring of rings) {
      ring.add(Math.max(1, duration), endNs, isForced);
    }
  }

  /** The wall clock may be set, and moves on while a machine is suspended. */
  private followClock(): void {
    const origin = Date.now() - performance.now();
    if (Math.abs(origin - this.origin) > CLOCK_TOLERANCE_MS) {
      this.origin = origin;
    }
  }

  private clear(): void {
    this.all.clear();
    this.major.clear();
    for (const kind of Object.values(this.kinds)) {
      kind.count = 0;
      kind.durationNs = 0;
      kind.buckets.fill(0);
    }
    this.incrementalNs = 0;
    this.estimator = undefined;
    this.since = performance.now();
  }
}

function collectionsOf(entries: readonly GcEntry[]): Collection[] {
  const collections: Collection[] = [];
  for (const [i, { startTime, duration, detail }] of entries.entries()) {
    const { kind, flags } = detail;
    if (kind === MINOR || kind === MINOR_MARK_SWEEP || kind === MAJOR) {
      const next = entries[i + 1];
      // V8 empties the young generation before it marks the whole heap.
      const isPrelude =
        next !== undefined &&
        next.detail.kind >= MAJOR &&
        next.startTime - startTime - duration < PRELUDE_MS;
      const wasFull = kind !== MAJOR && !isPrelude && (flags & FORCED) === 0;
      collections.push({ start: startTime, duration, wasFull });
    }
  }
  return collections;
}

function newKind(): GcKind {
  return {
    count: 0,
    durationNs: 0,
    buckets: [...GC_BUCKETS, Infinity].map(() => 0),
  };
}

function count(kind: GcKind, durationNs: number): void {
  kind.count++;
  kind.durationNs += durationNs;
  const bucket = GC_BUCKETS.findIndex((bound) => durationNs <= bound * 1e9);
  kind.buckets[bucket < 0 ? GC_BUCKETS.length : bucket]!++;
}

export type { GcRecorder };

/** The recorder of this thread: the only state that outlives an application. */
export const gcRecorder = new GcRecorder();
