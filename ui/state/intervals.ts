import {
  bucketBounds,
  type Interval,
  type IntervalRow,
  type IntervalSeries,
} from '../../src/dashboard/protocol/types.js';
import { compareTexts, naturalKey } from './natural-order.js';
import { pathKey } from './path-key.js';

/** The length of an interval, but for the delay of a timer. */
export const INTERVAL_MS = 10_000;

/** Percentiles of fewer requests say little. */
export const FEW_REQUESTS = 20;

/** The intervals of one process. */
export interface IntervalSource {
  readonly intervals: readonly Interval[];
  readonly intervalSeries: ReadonlyMap<number, IntervalSeries>;
}

/** The intervals of a process, and where they are on the axis of the charts. */
export interface IntervalSegment {
  readonly store: IntervalSource;
  /** Added to a monotonic time of the process, gives the x of the axis. */
  readonly offset: number;
}

/** Times on the axis of the charts, in ms. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** The requests or calls of one time. Latencies are in seconds. */
export class Calls {
  count = 0;
  errors = 0;
  clientErrors = 0;
  aborted = 0;
  bytes = 0;
  /** The latencies together. */
  time = 0;
  /** The greatest latency. */
  max = 0;
  private readonly buckets = new Map<number, number>();
  private bucketCount = 0;
  private sortedKeys: number[] | undefined;

  add(row: IntervalRow, unit: IntervalSeries['unit']): void {
    const scale = SECONDS[unit ?? 's'];
    this.count += row.count;
    this.errors += row.errors;
    this.clientErrors += row.clientErrors;
    this.aborted += row.aborted;
    this.bytes += row.bytes;
    this.time += row.sum * scale;
    this.max = Math.max(this.max, row.max * scale);
    this.sortedKeys = undefined;
    for (let i = 0; i < row.buckets.length; i += 2) {
      const value = midpointOf(row.buckets[i]!) * scale;
      const count = row.buckets[i + 1]!;
      this.buckets.set(value, (this.buckets.get(value) ?? 0) + count);
      this.bucketCount += count;
    }
  }

  /** The number of latencies. */
  get timed(): number {
    return this.bucketCount;
  }

  /** Pairs of a latency and how often it was measured, the least first. */
  *latencies(): Generator<readonly [seconds: number, count: number]> {
    this.sortedKeys ??= [...this.buckets.keys()].toSorted((a, b) => a - b);
    for (const value of this.sortedKeys) {
      yield [value, this.buckets.get(value)!];
    }
  }

  /**
   * Returns a percentile by nearest rank; NaN if there are no latencies. It
   * differs from the exact one by at most half a bucket, 3.1 %.
   */
  percentile(percent: number): number {
    let rank = Math.ceil((this.bucketCount * percent) / 100);
    if (rank >= this.bucketCount) {
      return this.bucketCount === 0 ? NaN : this.max;
    }
    for (const [value, count] of this.latencies()) {
      rank -= count;
      if (rank <= 0) {
        return Math.min(value, this.max);
      }
    }
    return NaN;
  }
}

const SECONDS = { s: 1, ms: 1e-3, us: 1e-6 };

/** The value whose relative error is least for all values of a bucket. */
function midpointOf(key: number): number {
  const { lower, upper } = bucketBounds(key);
  return upper === 0 ? 0 : (2 * lower * upper) / (lower + upper);
}

/** A route or method, and its requests or calls of a range of time. */
export interface CallRow {
  /** See `pathKey`. */
  readonly key: string;
  readonly path: readonly string[];
  readonly hasLatencies: boolean;
  readonly calls: Calls;
  readonly perSecond: number;
  readonly bytesPerSecond: number;
  readonly errors: number;
  /** NaN if there are no calls. */
  readonly errorShare: number;
  readonly clientErrorShare: number;
  /** NaN if there are no latencies. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** The share of the time of all routes, or of all methods. */
  readonly timeShare: number;
  /** Percentiles are of fewer than 20 requests. */
  readonly isSparse: boolean;
  /** The calls of each interval, the oldest first. */
  readonly trend: readonly CallsOfInterval[];
}

/** The calls of one interval. Times are on the axis of the charts, in ms. */
export interface CallsOfInterval extends TimeRange {
  readonly calls: Calls;
}

/**
 * The intervals whose middle is in a range; for a range that is shorter than an
 * interval, the interval around its middle.
 */
function* intervalsIn(
  segments: readonly IntervalSegment[],
  range: TimeRange,
): Generator<TimeRange & { interval: Interval; store: IntervalSource }> {
  const middle = (range.from + range.to) / 2;
  for (const { store, offset } of segments) {
    for (const interval of store.intervals) {
      const to = interval.mono + offset;
      const from = to - interval.seconds * 1000;
      const half = (from + to) / 2;
      if (
        (half > range.from && half <= range.to) ||
        (from < middle && middle <= to && to - from > range.to - range.from)
      ) {
        yield { from, to, interval, store };
      }
    }
  }
}

/**
 * Merges the intervals of a range: one row for each route or method that is
 * known, also for those without calls in the range.
 */
export function callRows(
  segments: readonly IntervalSegment[],
  range: TimeRange,
  kind: IntervalSeries['kind'],
): CallRow[] {
  const entries = new Map<string, Entry>();
  const entriesOfSeries = new Map<IntervalSeries, Entry>();
  for (const { store } of segments) {
    for (const series of store.intervalSeries.values()) {
      if (series.kind === kind) {
        const key = pathKey(series.path);
        const entry = { key, series, calls: new Calls(), trend: [] };
        entries.set(key, entries.get(key) ?? entry);
        entriesOfSeries.set(series, entries.get(key)!);
      }
    }
  }
  let seconds = 0;
  let time = 0;
  for (const { from, to, interval, store } of intervalsIn(segments, range)) {
    seconds += interval.seconds;
    for (const { trend } of entries.values()) {
      trend.push({ from, to, calls: new Calls() });
    }
    for (const row of interval.rows) {
      const series = store.intervalSeries.get(row.id);
      const entry = series && entriesOfSeries.get(series);
      if (entry !== undefined) {
        const { unit } = series!;
        const before = entry.calls.time;
        entry.trend.at(-1)!.calls.add(row, unit);
        entry.calls.add(row, unit);
        time += entry.calls.time - before;
      }
    }
  }
  return Array.from(entries.values(), ({ key, series, calls, trend }) => ({
    key,
    path: series.path,
    hasLatencies: series.unit !== undefined,
    calls,
    perSecond: seconds === 0 ? 0 : calls.count / seconds,
    bytesPerSecond: seconds === 0 ? 0 : calls.bytes / seconds,
    errors: calls.errors,
    errorShare: calls.errors / calls.count,
    clientErrorShare: calls.clientErrors / calls.count,
    p50: calls.percentile(50),
    p95: calls.percentile(95),
    p99: calls.percentile(99),
    max: calls.timed === 0 ? NaN : calls.max,
    timeShare: time === 0 ? 0 : calls.time / time,
    isSparse: calls.timed < FEW_REQUESTS,
    trend,
  }));
}

interface Entry {
  readonly key: string;
  readonly series: IntervalSeries;
  readonly calls: Calls;
  readonly trend: CallsOfInterval[];
}

/**
 * Merges all routes, or all methods: the calls of each interval in a range, the
 * oldest first.
 */
export function callsByInterval(
  segments: readonly IntervalSegment[],
  range: TimeRange,
  kind: IntervalSeries['kind'],
): CallsOfInterval[] {
  return Array.from(
    intervalsIn(segments, range),
    ({ from, to, interval, store }) => {
      const calls = new Calls();
      for (const row of interval.rows) {
        const series = store.intervalSeries.get(row.id);
        if (series?.kind === kind) {
          calls.add(row, series.unit);
        }
      }
      return { from, to, calls };
    },
  );
}

/** The columns by which rows can be ordered. */
export const CALL_COLUMNS = [
  'name',
  'perSecond',
  'errors',
  'errorShare',
  'clientErrorShare',
  'p50',
  'p95',
  'p99',
  'max',
  'timeShare',
] as const;
export type CallColumn = (typeof CALL_COLUMNS)[number];

/** The usual orders, and the columns that they compare, the greatest first. */
export const CALL_ORDERS = {
  timeShare: 'timeShare',
  slowest: 'p99',
  mostErrors: 'errors',
  busiest: 'perSecond',
} as const satisfies Record<string, CallColumn>;

/** Keys that stand for several routes: they are the last rows. */
const COLLECTIVE = new Set(['(other)', '(unmatched)']);

/** Orders rows. Those without a value in the column are last, before `(other)`. */
export function sortCallRows(
  rows: readonly CallRow[],
  column: CallColumn,
  isDescending: boolean,
): CallRow[] {
  const sign = isDescending ? -1 : 1;
  return rows.toSorted(
    (a, b) =>
      Number(isCollective(a)) - Number(isCollective(b)) ||
      (column === 'name'
        ? sign * compareNames(a, b)
        : compareFigures(a[column], b[column], sign)) ||
      b.calls.count - a.calls.count ||
      compareNames(a, b),
  );
}

function isCollective({ path }: CallRow): boolean {
  return COLLECTIVE.has(path.at(-1)!);
}

function compareFigures(a: number, b: number, sign: number): number {
  return Number.isNaN(a) || Number.isNaN(b)
    ? Number(Number.isNaN(a)) - Number(Number.isNaN(b))
    : sign * (a - b);
}

/** The methods of one URL follow each other. */
function compareNames(a: CallRow, b: CallRow): number {
  const [methodOfA, nameOfA] = splitRoute(a.path);
  const [methodOfB, nameOfB] = splitRoute(b.path);
  return (
    compareTexts(naturalKey(nameOfA), naturalKey(nameOfB)) ||
    compareTexts(methodOfA, methodOfB)
  );
}

/**
 * Splits the key of a route into the HTTP method and the rest. The method is
 * empty for `(other)` and for methods of classes, whose name is the whole path.
 */
export function splitRoute(
  path: readonly string[],
): readonly [method: string, name: string] {
  const name = path[0] === 'http' ? path.at(-1)! : path.join('.');
  const match = /^([A-Z]+) (.+)$/s.exec(name);
  return match === null ? ['', name] : [match[1]!, match[2]!];
}
