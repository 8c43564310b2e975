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

/** A series whose values `read` returns; NaN is unknown. */
export interface ReadableSeries<Arguments extends unknown[]> extends Omit<
  ChartSeries,
  'values'
> {
  readonly read: (...args: Arguments) => number;
}

/**
 * Reads the samples of the range that charts show, those of earlier processes
 * too.
 */
export function readTicks(
  app: Pick<AppState, 'axis' | 'tick' | 'window'>,
  lines: readonly ReadableSeries<[store: Store, tick: number]>[],
): ChartData {
  const times: number[] = [];
  const series = lines.map(withoutValues);
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
        addGap(times, series, time);
      }
      times.push(time);
      for (const { values, read } of series) {
        values.push(read(store, tick));
      }
    }
  }
  return { times, series };
}

/** Reads the calls of intervals. */
export function readIntervals(
  intervals: readonly CallsOfInterval[],
  lines: readonly ReadableSeries<[CallsOfInterval]>[],
): ChartData {
  const times: number[] = [];
  const series = lines.map(withoutValues);
  let end = NaN;
  for (const interval of intervals) {
    const { from, to } = interval;
    if (from - end > (to - from) / 2) {
      addGap(times, series, from);
    }
    end = to;
    times.push(to);
    for (const { values, read } of series) {
      values.push(read(interval));
    }
  }
  return { times, series };
}

function withoutValues<Line>(line: Line): Line & { readonly values: number[] } {
  return { ...line, values: [] };
}

/** Ends all lines in the middle of the time without samples. */
function addGap(
  times: number[],
  series: readonly { readonly values: number[] }[],
  time: number,
): void {
  const before = times.at(-1);
  if (before !== undefined) {
    times.push((before + time) / 2);
    for (const { values } of series) {
      values.push(NaN);
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
