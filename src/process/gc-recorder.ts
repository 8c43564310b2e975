import {
  constants,
  performance,
  type PerformanceEntry,
  PerformanceObserver,
  type PerformanceObserverEntryList,
} from 'node:perf_hooks';
import { AllocationMeter, type Collection } from './allocation-meter.js';
import { PauseRing } from './pause-ring.js';
import { catchErrors } from './catch-errors.js';
import { heapSample } from './heap-sample.js';

const MINOR = constants.NODE_PERFORMANCE_GC_MINOR;
const MINOR_MARK_SWEEP = 2; // The constant has no name before Node 24.
const MAJOR = constants.NODE_PERFORMANCE_GC_MAJOR;
const INCREMENTAL = constants.NODE_PERFORMANCE_GC_INCREMENTAL;
const FORCED = constants.NODE_PERFORMANCE_GC_FLAGS_FORCED;

/** So near are collections of which one brings about the other, in ms. */
const SOON_MS = 2;

/** So far may the clock be off before it counts as having been set, in ms. */
const CLOCK_TOLERANCE_MS = 5;

interface GcEntry extends PerformanceEntry {
  readonly detail: { readonly kind: number; readonly flags: number };
}

/** Which collections are counted: major ones alone, or minor ones too. */
export type CountedCollections = 'all' | 'major';

/** What V8 spent on one kind of work. */
export interface GcKind {
  count: number;
  durationNs: number;
}

/**
 * The garbage collections of this thread, as V8 reports them. Node should have
 * one observer of them per process, so applications share this ledger; it is
 * empty, and nothing observes, when the last of them lets go.
 */
class GcRecorder {
  /** When the ledger was first held, in milliseconds of `performance.now()`. */
  since = 0;
  /** Minor and major collections. */
  readonly all = new PauseRing();
  readonly major = new PauseRing();
  /** V8's own events by kind, in OpenTelemetry's names for them. */
  readonly kinds = {
    minor: kind(),
    major: kind(),
    incremental: kind(),
    weakcb: kind(),
  };

  private readonly holders = new Set<object>();
  private observer: PerformanceObserver | undefined;
  /** Time of steps that belong to the next major collection. */
  private carriedNs = 0;
  private meter: AllocationMeter | undefined;
  /** The Unix time of `performance.now() === 0`, in milliseconds. */
  private origin = performance.timeOrigin;

  /** @param holder is kept alive until it lets go */
  acquire(holder: object): void {
    if (this.holders.size === 0) {
      this.clear();
      this.meter = new AllocationMeter(heapSample());
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
    this.holders.add(holder);
  }

  release(holder: object): void {
    if (this.holders.delete(holder) && this.holders.size === 0) {
      this.observer?.disconnect();
      this.observer = undefined;
      this.clear();
    }
  }

  /**
   * Takes in what was reported since the observer was last called. V8 reports
   * a collection in the event loop's next turn.
   */
  catchUp(): void {
    if (this.observer !== undefined) {
      this.record(this.observer.takeRecords());
    }
  }

  /**
   * @param used the bytes on the heap
   * @returns an estimate of the bytes allocated there so far, those included
   * that were on the heap when the ledger was first held
   */
  allocated(used: number): number {
    return this.meter?.read(used) ?? used;
  }

  /** Takes in entries of V8, the oldest first. */
  record(entries: readonly PerformanceEntry[]): void {
    this.followClock();
    // V8 may still have to report some from before there was an observer.
    const own = (entries as readonly GcEntry[]).filter(
      ({ startTime }) => startTime >= this.since,
    );
    for (const entry of own) {
      this.recordOne(entry);
    }
    const collections = collectionsOf(own);
    if (collections.length > 0) {
      this.meter?.collected(collections, heapSample());
    }
  }

  private recordOne(entry: GcEntry): void {
    const duration = Math.round(entry.duration * 1e6);
    const { minor, major, incremental, weakcb } = this.kinds;
    switch (entry.detail.kind) {
      case MINOR:
      case MINOR_MARK_SWEEP:
        count(minor, duration);
        this.add([this.all], entry, duration);
        break;
      case MAJOR:
        count(major, duration);
        this.add([this.all, this.major], entry, duration + this.carriedNs);
        this.carriedNs = 0;
        break;
      default:
        count(
          entry.detail.kind === INCREMENTAL ? incremental : weakcb,
          duration,
        );
        this.carriedNs += duration;
    }
  }

  private add(rings: PauseRing[], entry: GcEntry, duration: number): void {
    const end = this.origin + entry.startTime + entry.duration;
    const endNs = BigInt(Math.round(end * 1e3)) * 1000n;
    const isForced = (entry.detail.flags & FORCED) !== 0;
    for (const ring of rings) {
      ring.add(Math.max(1, duration), endNs, isForced);
    }
  }

  /** The clock may be set, and stands still while a machine is suspended. */
  private followClock(): void {
    const origin = Date.now() - performance.now();
    if (Math.abs(origin - this.origin) > CLOCK_TOLERANCE_MS) {
      this.origin = origin;
    }
  }

  private clear(): void {
    this.all.clear();
    this.major.clear();
    for (const of of Object.values(this.kinds)) {
      of.count = 0;
      of.durationNs = 0;
    }
    this.carriedNs = 0;
    this.meter = undefined;
    this.since = performance.now();
  }
}

function collectionsOf(entries: readonly GcEntry[]): Collection[] {
  const collections: Collection[] = [];
  for (const [i, { startTime, duration, detail }] of entries.entries()) {
    const { kind, flags } = detail;
    if (kind === MINOR || kind === MINOR_MARK_SWEEP || kind === MAJOR) {
      const next = entries[i + 1];
      // Before it marks the whole heap, V8 empties the young generation.
      const isForMarking =
        next !== undefined &&
        next.detail.kind >= MAJOR &&
        next.startTime - startTime - duration < SOON_MS;
      const isForRoom =
        kind !== MAJOR && !isForMarking && (flags & FORCED) === 0;
      collections.push({ start: startTime, duration, isForRoom });
    }
  }
  return collections;
}

function kind(): GcKind {
  return { count: 0, durationNs: 0 };
}

function count(of: GcKind, durationNs: number): void {
  of.count++;
  of.durationNs += durationNs;
}

export type { GcRecorder };

/** The ledger of this thread: the one state that outlives an application. */
export const gcRecorder = new GcRecorder();
