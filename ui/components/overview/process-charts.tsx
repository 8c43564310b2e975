import type { JSX } from 'preact';
import type {
  LimitLevel,
  RuntimeSeries,
  VarLimits,
} from '../../../src/dashboard/protocol/types.js';
import { type ChartData, readTicks } from '../../charts/chart-data.js';
import { summaryOf } from '../../charts/plot.js';
import { figureText, TimeChart } from '../../charts/time-chart.js';
import type { FindingKind } from '../../state/findings.js';
import { formatNumber } from '../../state/format.js';
import type { AppState } from '../../state/app-state.js';
import type { Store } from '../../state/store.js';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';

interface Options {
  readonly hasTimeLabels?: boolean;
}

/** Reads a figure of the process. */
export function runtime(
  name: RuntimeSeries,
): (store: Store, tick: number) => number {
  return (store, tick) => store.runtime[name].get(tick);
}

/** The worst level of the findings that a chart is about. */
export function levelOf(
  { findings }: AppState,
  kinds: readonly FindingKind[],
  limit?: string,
): LimitLevel | undefined {
  const levels = findings.value
    .filter((finding) =>
      finding.kind === 'builtInLimit'
        ? finding.limit === limit
        : kinds.includes(finding.kind),
    )
    .map(({ level }) => level);
  return levels.includes('critical') ? 'critical' : levels[0];
}

/** Limits in another unit, such as bytes instead of a share. */
function scaled(
  limits: VarLimits | undefined,
  factor: number | null | undefined,
): VarLimits | undefined {
  return limits === undefined || factor === null || factor === undefined
    ? undefined
    : Object.fromEntries(
        (['warning', 'critical'] as const)
          .filter((level) => limits[level] !== undefined)
          .map((level) => [level, limits[level]! * factor]),
      );
}

export function LoopChart({ hasTimeLabels = false }: Options): JSX.Element {
  const app = useApp();
  return (
    <TimeChart
      name="loop"
      title={t.overview.loop}
      unit="s"
      minHigh={0.02}
      limits={app.shown.value?.limits.eventLoopDelay}
      level={levelOf(app, ['blocked'], 'eventLoopDelay')}
      hasTimeLabels={hasTimeLabels}
      headline={worst}
      read={() =>
        readTicks(app, [
          {
            read: runtime('loopDelayMax'),
            label: t.overview.worst,
            color: 'series-1',
            style: 'bars',
          },
          { read: runtime('loopDelay'), label: t.calls.p99, color: 'series-4' },
        ])
      }
    />
  );
}

function worst(
  { series }: ChartData,
  index: number,
  isAtCursor: boolean,
): string {
  const { values } = series[0]!;
  return isAtCursor
    ? figureText(values[index], 's')
    : `${t.calls.max} ${figureText(summaryOf(values).max, 's')}`;
}

export function HeapChart(): JSX.Element {
  const app = useApp();
  const store = app.shown.value;
  return (
    <TimeChart
      name="heap"
      title={t.overview.heapAfterGc}
      unit="By"
      limits={scaled(store?.limits.heap, store?.heapLimit)}
      level={levelOf(app, ['leak'], 'heap')}
      read={() =>
        readTicks(app, [
          {
            read: runtime('heapAfterGc'),
            label: t.overview.floor,
            color: 'series-2',
          },
          {
            read: runtime('heapUsed'),
            label: t.overview.heapUsed,
            color: 'series-1',
            style: 'area',
          },
          {
            read: runtime('rss'),
            label: t.overview.rss,
            color: 'series-3',
            isDashed: true,
          },
        ])
      }
    />
  );
}

export function CpuChart(): JSX.Element {
  const app = useApp();
  const { cpus = null, limits } = app.shown.value ?? {};
  return (
    <TimeChart
      name="cpu"
      title={
        cpus === null ? t.overview.cpu : t.overview.cpuOf(formatNumber(cpus))
      }
      unit="ratio"
      minHigh={cpus ?? 1}
      limits={scaled(limits?.cpu, cpus)}
      level={levelOf(app, [], 'cpu')}
      read={() =>
        readTicks(app, [
          {
            read: runtime('cpu'),
            label: t.overview.cpu,
            color: 'series-1',
            style: 'area',
          },
        ])
      }
    />
  );
}
