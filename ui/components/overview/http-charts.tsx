import type { JSX } from 'preact';
import type { ChartData } from '../../charts/chart-data.js';
import { TimeChart } from '../../charts/time-chart.js';
import { useIntervals } from '../../charts/use-intervals.js';
import { useComputed } from '@preact/signals';
import { formatPercent } from '../../state/format.js';
import { callsByInterval, INTERVAL_MS } from '../../state/intervals.js';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';
import {
  callsChart,
  latencyChart,
  p99Text,
  totalPerSecond,
} from '../calls/call-charts.js';
import { levelOf } from './process-charts.js';

/** The requests of all routes by status, and their latencies. */
export function HttpCharts(): JSX.Element {
  const app = useApp();
  // The intervals at the edges are drawn in part.
  const intervals = useIntervals((segments, { from, to }) =>
    callsByInterval(
      segments,
      { from: from - INTERVAL_MS, to: to + INTERVAL_MS },
      'route',
    ),
  );
  const requests = useComputed(() => callsChart('route', intervals.value));
  const latencies = useComputed((): ChartData => {
    const { times, series } = latencyChart(intervals.value);
    // The greatest latency is an outlier that would flatten the percentiles.
    return { times, series: series.slice(0, 3) };
  });
  return (
    <>
      <TimeChart
        name="requests"
        title={t.overview.requests}
        unit="/s"
        barMs={INTERVAL_MS}
        level={levelOf(app, ['failingRoute'], 'serverErrors')}
        headline={requestsAndErrors}
        read={() => requests.value}
      />
      <TimeChart
        name="latency"
        title={t.overview.latency}
        unit="s"
        isLogarithmic
        level={levelOf(app, ['slowRoute'])}
        figure={2}
        headline={p99Text}
        read={() => latencies.value}
      />
    </>
  );
}

function requestsAndErrors(data: ChartData, index: number): string {
  const [good = 0, clientErrors = 0, errors = 0] = data.series.map(
    ({ values }) => values[index],
  );
  const share = errors / (good + clientErrors + errors);
  const total = totalPerSecond(data, index);
  return share > 0 ? `${total} · 5xx ${formatPercent(share, 2)}` : total;
}
