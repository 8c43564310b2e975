import { useComputed } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { HeatmapChart } from '../../charts/heatmap-chart.js';
import { TimeChart } from '../../charts/time-chart.js';
import { useIntervals } from '../../charts/use-intervals.js';
import {
  formatBytes,
  formatNumber,
  formatPercent,
  formatRate,
} from '../../state/format.js';
import { type CallRow, callRows, INTERVAL_MS } from '../../state/intervals.js';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';
import { Panel } from '../shell/panel.js';
import type { CallKind } from './call-columns.js';
import {
  callsChart,
  latencyChart,
  p99Text,
  totalPerSecond,
} from './call-charts.js';
import { CallName, MemberFigure } from './call-table.js';

/** One route or method: its figures, and how its latencies are distributed. */
export function CallDetail({
  kind,
  callKey,
  row,
}: {
  readonly kind: CallKind;
  readonly callKey: string;
  /** Undefined if there is no such route or method. */
  readonly row: CallRow | undefined;
}): JSX.Element {
  const app = useApp();
  // The charts show the intervals at their edges, and those before a restart.
  const intervals = useIntervals((segments, { from, to }) => {
    const rows = callRows(
      segments,
      { from: from - INTERVAL_MS, to: to + INTERVAL_MS },
      kind,
    );
    return rows.find(({ key }) => key === app.view.open.value)?.trend ?? [];
  });
  const latencies = useComputed(() => latencyChart(intervals.value));
  const counts = useComputed(() => callsChart(kind, intervals.value));
  return (
    <Panel
      label={t.calls.details[kind]}
      title={
        row === undefined ? t.calls.unknown[kind] : <CallName path={row.path} />
      }
    >
      {row !== undefined && (
        <>
          <Facts kind={kind} row={row} />
          {row.hasLatencies && (
            <>
              <TimeChart
                name="bands"
                title={t.calls.latency}
                unit="s"
                isLogarithmic
                figure={2}
                headline={p99Text}
                read={() => latencies.value}
              />
              <HeatmapChart title={t.calls.heatmap} intervals={intervals} />
            </>
          )}
          <TimeChart
            name="statuses"
            title={kind === 'route' ? t.calls.statuses : t.calls.calls}
            unit="/s"
            barMs={INTERVAL_MS}
            headline={totalPerSecond}
            read={() => counts.value}
            hasTimeLabels
          />
          <p>
            <button
              class="plain link"
              onClick={() => app.view.show('variables', callKey)}
            >
              {t.calls.asVariables}
            </button>
          </p>
        </>
      )}
    </Panel>
  );
}

function Facts({
  kind,
  row,
}: {
  readonly kind: CallKind;
  readonly row: CallRow;
}): JSX.Element {
  const { calls, errorShare, clientErrorShare } = row;
  const responses = calls.count + calls.aborted;
  const percent = (ratio: number): string =>
    ratio > 0 ? formatPercent(ratio, 2) : '0 %';
  return (
    <dl class="call-facts">
      <Fact label={kind === 'route' ? t.calls.requests : t.calls.calls}>
        {formatNumber(calls.count)}
      </Fact>
      <Fact
        label={kind === 'route' ? '5xx' : t.calls.errors}
        isCritical={errorShare > 0}
      >
        {formatNumber(calls.errors)} ({percent(errorShare)})
      </Fact>
      {kind === 'route' ? (
        <>
          <Fact label="4xx">
            {formatNumber(calls.clientErrors)} ({percent(clientErrorShare)})
          </Fact>
          <Fact label={t.calls.aborted}>{formatNumber(calls.aborted)}</Fact>
          <Fact label={t.http.sent}>
            {formatRate(row.bytesPerSecond, 'By')}
          </Fact>
          <Fact label={t.http.perResponse}>
            {responses > 0 ? formatBytes(calls.bytes / responses) : '–'}
          </Fact>
        </>
      ) : (
        <Fact label={t.calls.inFlight}>
          <MemberFigure callKey={row.key} member="inFlight" />
        </Fact>
      )}
      <Fact label={t.calls.timeShare}>{percent(row.timeShare)}</Fact>
    </dl>
  );
}

function Fact({
  label,
  isCritical = false,
  children,
}: {
  readonly label: string;
  readonly isCritical?: boolean;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div>
      <dt>{label}</dt>
      <dd class={isCritical ? 'figure critical' : 'figure'}>{children}</dd>
    </div>
  );
}
