import { figureText } from '../../charts/time-chart.js';
import {
  type ChartData,
  type ReadableSeries,
  readIntervals,
} from '../../charts/chart-data.js';
import type { Calls, CallsOfInterval } from '../../state/intervals.js';
import { t } from '../../text/index.js';
import type { CallKind } from './call-columns.js';

/** The percentiles of each interval. */
export function latencyChart(intervals: readonly CallsOfInterval[]): ChartData {
  return readIntervals(intervals, [
    { label: t.calls.p50, color: 'series-2', read: percentile(50) },
    { label: t.calls.p95, color: 'series-1', read: percentile(95) },
    { label: t.calls.p99, color: 'series-4', read: percentile(99) },
    {
      label: t.calls.max,
      color: 'series-3',
      read: percentile(100),
      isDashed: true,
    },
  ]);
}

function percentile(percent: number): (interval: CallsOfInterval) => number {
  return ({ calls }) => calls.percentile(percent);
}

/** The headline of {@link latencyChart}. */
export function p99Text({ series }: ChartData, index: number): string {
  return `${t.calls.p99} ${figureText(series[2]!.values[index], 's')}`;
}

/** The responses by class of status, or the calls and those that failed. */
export function callsChart(
  kind: CallKind,
  intervals: readonly CallsOfInterval[],
): ChartData {
  const isRoute = kind === 'route';
  const bars = (
    label: string,
    color: string,
    count: (calls: Calls) => number,
  ): ReadableSeries<[CallsOfInterval]> => ({
    label,
    color,
    style: 'bars',
    read: ({ calls, from, to }) => (count(calls) * 1000) / (to - from),
  });
  return readIntervals(intervals, [
    bars(
      isRoute ? '2xx, 3xx' : t.calls.succeeded,
      'series-1',
      ({ count, errors, clientErrors }) => count - errors - clientErrors,
    ),
    ...(isRoute
      ? [bars('4xx', 'series-4', ({ clientErrors }) => clientErrors)]
      : []),
    bars(isRoute ? '5xx' : t.calls.failed, 'critical', ({ errors }) => errors),
  ]);
}

/** The headline of {@link callsChart}: all calls per second. */
export function totalPerSecond({ series }: ChartData, index: number): string {
  const values = series.map(({ values }) => values[index] ?? NaN);
  const total = values.reduce((sum, value) => sum + value, 0);
  return figureText(total, '/s');
}
