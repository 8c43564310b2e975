import type { ExpvarRegistry } from '../../registry/expvar.registry.js';
import type { MeasuredCalls } from '../../vars/measured-calls.js';
import type {
  Interval,
  IntervalRow,
  IntervalSeries,
} from '../protocol/types.js';
import { CallBaseline } from './call-baseline.js';

/** The length of an interval, in ms. */
const INTERVAL_MS = 10_000;

/** A tick may come this much too early, in ms. */
const TOLERANCE_MS = 500;

/** Ten minutes. */
const MAX_INTERVALS = 60;

/** The most routes and methods, because names may come and go. */
const MAX_SERIES = 2000;

/** The most buckets of all intervals. Beyond it, fewer intervals are stored. */
const MAX_BUCKETS = 100_000;

/**
 * Records the requests of each route and the calls of each method in intervals
 * of ten seconds, as differences of what they have counted, so that requests
 * and calls cost nothing more.
 */
export class IntervalRecorder {
  /** In the order of their ids. */
  readonly series: IntervalSeries[] = [];
  /** The oldest first. */
  readonly intervals: Interval[] = [];
  private readonly ids = new Map<string, number>();
  /** The counts at the beginning of the running interval. */
  private baselines = new Map<MeasuredCalls, CallBaseline>();
  /** Everything that was measured in any interval. */
  private readonly known = new WeakSet<MeasuredCalls>();
  /** The monotonic time at which the running interval began. */
  private start: number | undefined;
  private buckets = 0;

  constructor(
    private readonly registry: Pick<ExpvarRegistry, 'measuredCalls'>,
  ) {}

  /**
   * Called at each tick.
   *
   * @param mono the monotonic time in ms
   * @param wall in ms since 1970
   * @returns the interval that ends at the tick; undefined if none does
   */
  record(mono: number, wall: number): Interval | undefined {
    if (this.start === undefined) {
      this.read(true);
      this.start = mono;
      return undefined;
    }
    if (mono - this.start < INTERVAL_MS - TOLERANCE_MS) {
      return undefined;
    }
    const seconds = (mono - this.start) / 1000;
    const interval = { mono, wall, seconds, rows: this.read(false) };
    this.start = mono;
    this.store(interval);
    return interval;
  }

  /** Ends the running interval. The next tick begins another. */
  stop(): void {
    this.start = undefined;
    this.baselines.clear();
  }

  /** @param isFirst true to begin the first interval, which has no rows */
  private read(isFirst: boolean): IntervalRow[] {
    const rows: IntervalRow[] = [];
    const baselines = new Map<MeasuredCalls, CallBaseline>();
    for (const [path, calls] of this.registry.measuredCalls()) {
      // A map may have several names, but its calls are in one row.
      const id = baselines.has(calls) ? undefined : this.idOf(path, calls);
      if (id === undefined) {
        continue;
      }
      const isNew = !this.known.has(calls);
      this.known.add(calls);
      const baseline = this.baselines.get(calls) ?? new CallBaseline();
      baselines.set(calls, baseline);
      const row = baseline.advance(id, calls.readCalls());
      // No row has calls from before the first interval, or from a time when the
      // map was not published.
      const isRecorded = this.baselines.has(calls) || (isNew && !isFirst);
      if (row !== undefined && isRecorded) {
        rows.push(row);
      }
    }
    this.baselines = baselines;
    return rows;
  }

  private idOf(
    path: readonly string[],
    { kind, unit }: MeasuredCalls,
  ): number | undefined {
    const key = JSON.stringify([kind, unit, path]);
    let id = this.ids.get(key);
    if (id === undefined && this.series.length < MAX_SERIES) {
      id = this.series.length;
      this.ids.set(key, id);
      this.series.push({ id, kind, path, ...(unit !== undefined && { unit }) });
    }
    return id;
  }

  private store(interval: Interval): void {
    const { intervals } = this;
    const oldest = interval.mono - MAX_INTERVALS * INTERVAL_MS;
    intervals.push(interval);
    this.buckets += bucketsOf(interval);
    while (
      intervals.length > MAX_INTERVALS ||
      intervals[0]!.mono <= oldest ||
      (this.buckets > MAX_BUCKETS && intervals.length > 1)
    ) {
      this.buckets -= bucketsOf(intervals.shift()!);
    }
  }
}

function bucketsOf({ rows }: Interval): number {
  return rows.reduce((sum, { buckets }) => sum + buckets.length / 2, 0);
}
