import { figureText } from '../../charts/time-chart.js';
import { type ChartData, readIntervals } from '../../charts/chart-data.js';
import type { CallsOfInterval } from '../../state/intervals.js';
import { t } from '../../text/index.js';
import type { CallKind } from './call-columns.js';

/** The percentiles of each interval. */
export function latencyChart(intervals: readonly CallsOfInterval[]): ChartData {
  const { times, columns } = readIntervals(intervals, {
    p50: ({ calls }) => calls.percentile(50),
    p95: ({ calls }) => calls.percentile(95),
    p99: ({ calls }) => calls.percentile(99),
    max: ({ calls }) => calls.percentile(100),
  });
  return {
    times,
    series: [
      { label: t.calls.p50, color: 'series-2', values: columns.p50 },
      { label: t.calls.p95, color: 'series-1', values: columns.p95 },
      { label: t.calls.p99, color: 'series-4', values: columns.p99 },
      {
        label: t.calls.max,
        color: 'series-3',
        values: columns.max,
        isDashed: true,
      },
    ],
  };
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
  const perSecond =
    (count: (interval: CallsOfInterval) => number) =>
    (interval: CallsOfInterval): number =>
      (count(interval) * 1000) / (interval.to - interval.from);
  const { times, columns } = readIntervals(intervals, {
    good: perSecond(
      ({ calls }) => calls.count - calls.errors - calls.clientErrors,
    ),
    clientErrors: perSecond(({ calls }) => calls.clientErrors),
    errors: perSecond(({ calls }) => calls.errors),
  });
  const isRoute = kind === 'route';
  return {
    times,
    series: [
      {
        label: isRoute ? '2xx, 3xx' : t.calls.succeeded,
        color: 'series-1',
        values: columns.good,
        style: 'bars',
      },
      ...(isRoute
        ? [
            {
              label: '4xx',
              color: 'series-4',
              values: columns.clientErrors,
              style: 'bars' as const,
            },
          ]
        : []),
      {
        label: isRoute ? '5xx' : t.calls.failed,
        color: 'critical',
        values: columns.errors,
        style: 'bars',
      },
    ],
  };
}

/** The headline of {@link callsChart}: all calls per second. */
export function totalPerSecond({ series }: ChartData, index: number): string {
  const values = series.map(({ values }) => values[index] ?? NaN);
  const total = values.reduce((sum, value) => sum + value, 0);
  return figureText(total, '/s');
}
