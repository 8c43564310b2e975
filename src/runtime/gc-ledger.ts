import {
  constants,
  type PerformanceEntry,
  PerformanceObserver,
} from 'node:perf_hooks';

/** The length of Go's rings of pauses. */
export const RING = 256;

const MINOR = constants.NODE_PERFORMANCE_GC_MINOR;
const MINOR_MARK_SWEEP = 2; // The constant has no name before Node 24.
const MAJOR = constants.NODE_PERFORMANCE_GC_MAJOR;
const FORCED = constants.NODE_PERFORMANCE_GC_FLAGS_FORCED;

interface GcEntry extends PerformanceEntry {
  readonly detail: { readonly kind: number; readonly flags: number };
}

/**
 * The garbage collections of this thread, as V8 reports them. Node should have
 * one observer of them per process, so applications share this ledger; it is
 * empty, and nothing observes, when the last of them lets go.
 */
class GcLedger {
  /** Collections since the ledger was first held. */
  count = 0;
  /** Those among them that were asked for, by `gc()` say. */
  forced = 0;
  pauseTotalNs = 0;
  /** When the ledger was first held, in milliseconds of `performance.now()`. */
  since = 0;
  /** The latest pauses in nanoseconds, the newest at `(count + 255) % 256`. */
  readonly pauseNs = new Float64Array(RING);
  /** When they ended, in nanoseconds since the Unix epoch. */
  readonly pauseEnd = new BigUint64Array(RING);

  private holders = 0;
  private observer: PerformanceObserver | undefined;
  /** Time of steps that belong to the next major collection. */
  private carriedNs = 0;

  hold(): void {
    if (this.holders++ === 0) {
      this.clear();
      this.observer = new PerformanceObserver((list) =>
        this.record(list.getEntries()),
      );
      this.observer.observe({ entryTypes: ['gc'] });
    }
  }

  letGo(): void {
    if (--this.holders === 0) {
      this.observer?.disconnect();
      this.observer = undefined;
      this.clear();
    }
  }

  /** Takes in what was reported since the observer was last called. */
  catchUp(): void {
    if (this.observer !== undefined) {
      this.record(this.observer.takeRecords());
    }
  }

  private record(entries: readonly PerformanceEntry[]): void {
    for (const entry of entries as readonly GcEntry[]) {
      const { kind, flags } = entry.detail;
      const duration = Math.round(entry.duration * 1e6);
      if (kind === MINOR || kind === MINOR_MARK_SWEEP) {
        this.add(entry, duration, flags);
      } else if (kind === MAJOR) {
        this.add(entry, duration + this.carriedNs, flags);
        this.carriedNs = 0;
      } else {
        this.carriedNs += duration;
      }
    }
  }

  private add(entry: PerformanceEntry, duration: number, flags: number): void {
    // expvarmon takes a zero for an unused slot.
    const pause = Math.max(1, duration);
    const slot = this.count % RING;
    this.count++;
    this.forced += flags & FORCED ? 1 : 0;
    this.pauseTotalNs += pause;
    this.pauseNs[slot] = pause;
    const end = performance.timeOrigin + entry.startTime + entry.duration;
    this.pauseEnd[slot] = BigInt(Math.round(end * 1e3)) * 1000n;
  }

  private clear(): void {
    this.count = 0;
    this.forced = 0;
    this.pauseTotalNs = 0;
    this.carriedNs = 0;
    this.pauseNs.fill(0);
    this.pauseEnd.fill(0n);
    this.since = performance.now();
  }
}

export type { GcLedger };

/** The ledger of this thread: the one state that outlives an application. */
export const gcLedger = new GcLedger();
