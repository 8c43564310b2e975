import type {
  Interval,
  IntervalSeries,
  LimitLevel,
} from '../../src/dashboard/protocol/types.js';
import {
  type BuiltInLevel,
  builtInLevels,
  MIN_RESPONSES,
} from './built-in-limits.js';
import { Calls, FEW_REQUESTS } from './intervals.js';
import type { Store } from './store.js';

type Path = readonly string[];

/** A process took the place of another. */
export interface Restart {
  readonly mono: number;
  readonly wall: number;
  readonly fromPid: number;
  readonly toPid: number;
}

/** One thing that is wrong, with the figures of its text. */
type Cause =
  | {
      readonly kind: 'blocked';
      readonly count: number;
      /** In seconds. */
      readonly longest: number;
      readonly lastWall: number;
    }
  | {
      readonly kind: 'failingRoute';
      readonly path: Path;
      /** The share of responses with a status of 500 or more. */
      readonly share: number;
    }
  | {
      readonly kind: 'slowRoute';
      readonly path: Path;
      /** In seconds. */
      readonly p99: number;
      /** How many times the p99 of the five minutes before. */
      readonly factor?: number;
    }
  | { readonly kind: 'leak'; readonly bytesPerMinute: number }
  | { readonly kind: 'failingVariable'; readonly path: Path }
  | { readonly kind: 'lateVariable'; readonly path: Path }
  | {
      readonly kind: 'overLimit';
      readonly path: Path;
      readonly level: LimitLevel;
    }
  | ({ readonly kind: 'builtInLimit' } & BuiltInLevel)
  | ({ readonly kind: 'restarted' } & Restart);

export type FindingKind = Cause['kind'];

/** Where the page shows what a finding is about. */
export interface FindingTarget {
  readonly tab: 'overview' | 'http' | 'variables' | 'events';
  /** The path of the route or variable in the document. */
  readonly path?: Path;
}

/** The worst cause of a kind: one part of the sentence that says what is wrong. */
export type Finding = Cause & {
  readonly level: LimitLevel;
  /** The number of further causes of the same kind. */
  readonly more: number;
  readonly target: FindingTarget;
};

/** A cause stays for so long after it last held, in ms. */
const LINGER_MS = 60_000;
/** Blocks of the event loop and restarts stay for so long, in ms. */
export const EVENT_MS = 300_000;

const FAILING_WINDOW_MS = 30_000;
/** A route fails from this share of errors on. */
export const FAILING_SHARE = 0.05;

const SLOW_WINDOW_MS = 60_000;
const BASELINE_WINDOW_MS = 300_000;
const SLOW_SECONDS = 1;
const SLOWER_SECONDS = 0.1;
const SLOWER_FACTOR = 3;

const LEAK_WINDOW_MS = 60_000;
/** A large heap is collected more rarely. */
const MAX_LEAK_WINDOW_MS = 300_000;
const MIN_LEAK_SPAN_MS = 15_000;
const MIN_COLLECTIONS = 3;
/** The heap of a process that starts grows without a leak. */
const STARTUP_MS = 20_000;
/** The share of pairs of collections of which the later one left more. */
const GROWING_PAIRS = 0.9;
const MIN_LEAK_BYTES = 4 * 2 ** 20;
const MIN_LEAK_SHARE = 0.1;

/** Kinds in the order of the sentence, within one level. */
const ORDER: readonly FindingKind[] = [
  'blocked',
  'failingRoute',
  'slowRoute',
  'leak',
  'builtInLimit',
  'overLimit',
  'failingVariable',
  'lateVariable',
  'restarted',
];

/** Tells what is wrong with a process, and for a minute what was. */
export class FindingTracker {
  private readonly entries = new Map<
    string,
    { cause: Cause; heldAt: number }
  >();
  private routeCauses: readonly Cause[] = [];
  private lastInterval: Interval | undefined;

  /**
   * Must be called after each sample.
   *
   * @param restart that the page has seen
   */
  update(store: Store, restart?: Restart): readonly Finding[] {
    const { mono: now } = store;
    for (const cause of this.findCauses(store, restart)) {
      this.entries.set(keyOf(cause), { cause, heldAt: now });
    }
    for (const [key, { cause, heldAt }] of this.entries) {
      const lingers = cause.kind !== 'blocked' && cause.kind !== 'restarted';
      if (now - heldAt > (lingers ? LINGER_MS : 0)) {
        this.entries.delete(key);
      }
    }
    return this.toFindings();
  }

  private *findCauses(store: Store, restart?: Restart): Generator<Cause> {
    yield* findBlocks(store);
    const lastInterval = store.intervals.at(-1);
    if (lastInterval !== this.lastInterval) {
      this.lastInterval = lastInterval;
      this.routeCauses = [...findBadRoutes(store)];
    }
    yield* this.routeCauses;
    yield* findLeak(store);
    for (const level of builtInLevels(store)) {
      yield { kind: 'builtInLimit', ...level };
    }
    for (const [{ path }, level] of store.limitLevels.reached()) {
      yield { kind: 'overLimit', path, level };
    }
    const failing = store.failures.map(({ id }) => id);
    yield* causesOf('failingVariable', failing, store);
    yield* causesOf('lateVariable', store.lateIds, store);
    if (restart !== undefined && store.mono - restart.mono <= EVENT_MS) {
      yield { kind: 'restarted', ...restart };
    }
  }

  private toFindings(): Finding[] {
    const worst = new Map<string, { cause: Cause; heldAt: number }[]>();
    for (const entry of this.entries.values()) {
      const { cause } = entry;
      // Built-in limits differ too much for one text.
      const group = cause.kind === 'builtInLimit' ? keyOf(cause) : cause.kind;
      const entries = worst.get(group);
      if (entries === undefined) {
        worst.set(group, [entry]);
      } else {
        entries.push(entry);
      }
    }
    // Other findings say the same more exactly.
    if (worst.has('failingRoute')) {
      worst.delete('builtInLimit serverErrors');
    }
    if (worst.has('blocked')) {
      worst.delete('builtInLimit eventLoopDelay');
    }
    const findings = Array.from(worst.values(), (entries): Finding => {
      entries.sort(
        (a, b) =>
          b.heldAt - a.heldAt || severityOf(b.cause) - severityOf(a.cause),
      );
      const { cause } = entries[0]!;
      return Object.assign({}, cause, {
        level: levelOf(cause),
        more: entries.length - 1,
        target: targetOf(cause),
      });
    });
    findings.sort(
      (a, b) =>
        Number(b.level === 'critical') - Number(a.level === 'critical') ||
        ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind),
    );
    return findings;
  }
}

function* causesOf(
  kind: 'failingVariable' | 'lateVariable',
  ids: Iterable<number>,
  { nodesById }: Store,
): Generator<Cause> {
  for (const id of ids) {
    const variable = nodesById.get(id);
    if (variable !== undefined) {
      yield { kind, path: variable.path };
    }
  }
}

function* findBlocks({ events, mono: now }: Store): Generator<Cause> {
  let count = 0;
  let longest = 0;
  let lastWall = 0;
  for (const { kind, mono, wall, seconds = 0 } of events) {
    if (kind === 'blocked' && now - mono <= EVENT_MS) {
      count++;
      longest = Math.max(longest, seconds);
      lastWall = wall;
    }
  }
  if (count > 0) {
    yield { kind: 'blocked', count, longest, lastWall };
  }
}

function* findBadRoutes(store: Store): Generator<Cause> {
  const { intervals } = store;
  const ofFailing = intervalsWithin(intervals, FAILING_WINDOW_MS);
  const ofSlow = intervalsWithin(intervals, SLOW_WINDOW_MS);
  const ofBaseline = intervalsWithin(
    intervals.slice(0, intervals.length - ofSlow.length),
    BASELINE_WINDOW_MS,
  );
  for (const [{ path }, { count, errors }] of callsByRoute(store, ofFailing)) {
    const share = errors / count;
    if (count >= MIN_RESPONSES && share >= FAILING_SHARE) {
      yield { kind: 'failingRoute', path, share };
    }
  }
  const baseline = callsByRoute(store, ofBaseline);
  for (const [route, calls] of callsByRoute(store, ofSlow)) {
    const { path } = route;
    const p99 = p99Of(calls);
    const before = p99Of(baseline.get(route));
    if (p99 >= SLOWER_SECONDS && p99 >= SLOWER_FACTOR * before) {
      yield { kind: 'slowRoute', path, p99, factor: p99 / before };
    } else if (p99 >= SLOW_SECONDS) {
      yield { kind: 'slowRoute', path, p99 };
    }
  }
}

/** Returns the intervals that ended in the time before the end of the last one. */
function intervalsWithin(
  intervals: readonly Interval[],
  windowMs: number,
): readonly Interval[] {
  const end = intervals.at(-1)?.mono ?? 0;
  return intervals.filter(
    // Intervals are longer or shorter by the delay of a timer.
    ({ mono, seconds }) => end - mono < windowMs - seconds * 500,
  );
}

function callsByRoute(
  { intervalSeries }: Store,
  intervals: readonly Interval[],
): Map<IntervalSeries, Calls> {
  const byRoute = new Map<IntervalSeries, Calls>();
  for (const row of intervals.flatMap(({ rows }) => rows)) {
    const series = intervalSeries.get(row.id);
    if (series?.kind === 'route') {
      const calls = byRoute.get(series) ?? new Calls();
      calls.add(row, series.unit);
      byRoute.set(series, calls);
    }
  }
  return byRoute;
}

/** Returns NaN for fewer requests than a percentile needs. */
function p99Of(calls: Calls | undefined): number {
  return calls !== undefined && calls.timed >= FEW_REQUESTS
    ? calls.percentile(99)
    : NaN;
}

function* findLeak({ mono: now, runtime, timeline }: Store): Generator<Cause> {
  const { heapAfterGc } = runtime;
  const times: number[] = [];
  const sizes: number[] = [];
  for (let tick = timeline.lastTick; tick > timeline.firstTick; tick--) {
    const mono = timeline.mono.get(tick);
    const age = now - mono;
    if (
      mono < STARTUP_MS ||
      age > MAX_LEAK_WINDOW_MS ||
      (age > LEAK_WINDOW_MS && times.length >= MIN_COLLECTIONS)
    ) {
      break;
    }
    // A collection has happened where the size differs from the one before.
    const growth = heapAfterGc.get(tick) - heapAfterGc.get(tick - 1);
    if (growth !== 0 && !Number.isNaN(growth)) {
      times.unshift(mono);
      sizes.unshift(heapAfterGc.get(tick));
    }
  }
  const last = times.at(-1) ?? 0;
  const span = last - times[0]!;
  if (
    times.length < MIN_COLLECTIONS ||
    span < MIN_LEAK_SPAN_MS ||
    now - last > LEAK_WINDOW_MS
  ) {
    return;
  }
  let growing = 0;
  for (const [i, size] of sizes.entries()) {
    growing += sizes.slice(0, i).filter((earlier) => earlier < size).length;
  }
  const pairs = (sizes.length * (sizes.length - 1)) / 2;
  const slope = slopeOf(times, sizes);
  const minGrowth = Math.max(MIN_LEAK_BYTES, sizes[0]! * MIN_LEAK_SHARE);
  if (growing / pairs > GROWING_PAIRS && slope * span >= minGrowth) {
    yield { kind: 'leak', bytesPerMinute: slope * 60_000 };
  }
}

/** Returns the slope of the line of least squares. */
function slopeOf(xs: readonly number[], ys: readonly number[]): number {
  const meanX = mean(xs);
  const meanY = mean(ys);
  let products = 0;
  let squares = 0;
  for (const [i, x] of xs.entries()) {
    products += (x - meanX) * (ys[i]! - meanY);
    squares += (x - meanX) ** 2;
  }
  return products / squares;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Identifies a cause while its figures change. */
function keyOf(cause: Cause): string {
  if (cause.kind === 'builtInLimit') {
    return `${cause.kind} ${cause.limit}`;
  }
  return 'path' in cause
    ? `${cause.kind} ${JSON.stringify(cause.path)}`
    : cause.kind;
}

/** Orders the causes of one kind. */
function severityOf(cause: Cause): number {
  switch (cause.kind) {
    case 'failingRoute':
      return cause.share;
    case 'slowRoute':
      return cause.p99;
    case 'overLimit':
      return Number(cause.level === 'critical');
    default:
      return 0;
  }
}

function levelOf(cause: Cause): LimitLevel {
  if ('level' in cause) {
    return cause.level;
  }
  return cause.kind === 'failingRoute' || cause.kind === 'failingVariable'
    ? 'critical'
    : 'warning';
}

const TABS: Record<FindingKind, FindingTarget['tab']> = {
  blocked: 'events',
  failingRoute: 'http',
  slowRoute: 'http',
  leak: 'overview',
  builtInLimit: 'overview',
  overLimit: 'variables',
  failingVariable: 'variables',
  lateVariable: 'variables',
  restarted: 'events',
};

function targetOf(cause: Cause): FindingTarget {
  const tab = TABS[cause.kind];
  return 'path' in cause ? { tab, path: cause.path } : { tab };
}
