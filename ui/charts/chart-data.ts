import type {
  ProcessEvent,
  VarLimits,
} from '../../src/dashboard/protocol/types.js';
import type { AppState } from '../state/app-state.js';
import type { CallsOfInterval, TimeRange } from '../state/intervals.js';
import type { Store } from '../state/store.js';
import type { Segment } from '../state/time-axis.js';
import {
  linearAxis,
  logarithmicAxis,
  rangeOf,
  type ValueAxis,
} from './axis.js';
import { stack } from './plot.js';

export interface ChartSeries {
  readonly label: string;
  /** The name of a colour of theme.css, such as `series-1`. */
  readonly color: string;
  /** NaN is unknown. */
  readonly values: readonly number[];
  /** Lines without it. Bars of one chart stand on each other. */
  readonly style?: 'line' | 'area' | 'bars';
  readonly isDashed?: boolean;
}

export interface ChartData {
  /** On the axis of the page, ascending. */
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
}

/** The samples of a range. Where samples are missing, one of them is unknown. */
interface Columns<Names extends string> {
  readonly times: number[];
  readonly columns: Record<Names, number[]>;
}

/**
 * Reads the samples of the range that charts show, those of earlier processes
 * too.
 *
 * @param readers return NaN where a value is unknown
 */
export function readTicks<Name extends string>(
  app: Pick<AppState, 'axis' | 'tick' | 'window'>,
  readers: Readonly<Record<Name, (store: Store, tick: number) => number>>,
): Columns<Name> {
  const names = Object.keys(readers) as Name[];
  const result = emptyColumns(names);
  const { from, to } = app.window.value;
  void app.tick.value;
  for (const { store, offset } of app.axis.value?.segments ?? []) {
    const { timeline, intervalMs } = store;
    const first = Math.max(
      timeline.firstTick,
      timeline.tickAtMono(from - offset) - 1,
    );
    for (let tick = first; tick <= timeline.lastTick; tick++) {
      const time = timeline.mono.get(tick) + offset;
      if (time < from - 2 * intervalMs) {
        continue;
      }
      if (time > to + 2 * intervalMs) {
        break;
      }
      if (timeline.hasGapBefore(tick)) {
        addGap(result, time);
      }
      result.times.push(time);
      for (const name of names) {
        result.columns[name].push(readers[name](store, tick));
      }
    }
  }
  return result;
}

/** Reads the intervals of the range that charts show, as {@link readTicks}. */
export function readIntervals<Name extends string>(
  intervals: readonly CallsOfInterval[],
  readers: Readonly<Record<Name, (interval: CallsOfInterval) => number>>,
): Columns<Name> {
  const names = Object.keys(readers) as Name[];
  const result = emptyColumns(names);
  let end = NaN;
  for (const interval of intervals) {
    const { from, to } = interval;
    if (from - end > (to - from) / 2) {
      addGap(result, from);
    }
    end = to;
    result.times.push(to);
    for (const name of names) {
      result.columns[name].push(readers[name](interval));
    }
  }
  return result;
}

function emptyColumns<Name extends string>(
  names: readonly Name[],
): Columns<Name> {
  const columns = Object.fromEntries(
    names.map((name) => [name, [] as number[]]),
  );
  return { times: [], columns: columns as Record<Name, number[]> };
}

/** Ends all lines in the middle of the time without samples. */
function addGap({ times, columns }: Columns<string>, time: number): void {
  const before = times.at(-1);
  if (before !== undefined) {
    times.push((before + time) / 2);
    for (const column of Object.values(columns)) {
      column.push(NaN);
    }
  }
}

/** How to draw the values of a chart. */
export interface ValueOptions {
  readonly unit?: string | undefined;
  readonly isLogarithmic?: boolean | undefined;
  /** The axis begins at the least value, and not at 0. */
  readonly isZoomed?: boolean | undefined;
  /** The least upper end of an axis that begins at 0. */
  readonly minHigh?: number | undefined;
  readonly limits?: VarLimits | undefined;
}

/** The shares of a limit from which on its line is shown. */
const SHOWN_SHARE = 0.5;

/** The axis of values as they are drawn. */
export function valueAxisOf(
  columns: readonly (readonly number[])[],
  { unit, isLogarithmic, isZoomed, minHigh = 0, limits }: ValueOptions,
  maxLabels: number,
): ValueAxis {
  if (isLogarithmic === true) {
    return logarithmicAxis(columns, maxLabels, unit);
  }
  const range = rangeOf(columns, isZoomed !== true, minHigh);
  let { high } = range;
  for (const limit of [limits?.warning, limits?.critical]) {
    if (limit !== undefined && limit > high && high >= limit * SHOWN_SHARE) {
      high = limit * 1.06;
    }
  }
  return linearAxis({ ...range, high }, maxLabels, unit);
}

/** The values as they are drawn: bars stand on the bars before them. */
export function drawnColumns(series: readonly ChartSeries[]): number[][] {
  const bars = stack(
    series.filter(({ style }) => style === 'bars').map(({ values }) => values),
  );
  return series.map(({ style, values }) =>
    style === 'bars' ? bars.shift()! : [...values],
  );
}

/** An event on the axis of the charts. */
export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly event: ProcessEvent;
}

/** The events in a range, the oldest first. One with a duration ends at its time. */
export function marksIn(
  segments: readonly Segment[],
  { from, to }: TimeRange,
): Mark[] {
  return segments.flatMap(({ store, offset }) =>
    store.events
      .map((event): Mark => {
        const end = event.mono + offset;
        return { from: end - (event.seconds ?? 0) * 1000, to: end, event };
      })
      .filter((mark) => mark.to >= from && mark.from <= to),
  );
}

/** Where a process took the place of another, on the axis of the charts. */
export interface RestartMark {
  readonly x: number;
  readonly before: Store;
  readonly after: Store;
}

export function restartsOf(segments: readonly Segment[]): RestartMark[] {
  return segments.slice(1).map(({ store, offset }, index) => ({
    x: store.timeline.mono.get(store.timeline.firstTick) + offset,
    before: segments[index]!.store,
    after: store,
  }));
}
