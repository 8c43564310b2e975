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
import { isNumeric, ValueNode } from '../../state/variable-tree.js';
import { t } from '../../text/index.js';
import { useApp, useStore } from '../app-context.js';

interface Options {
  readonly hasTimeLabels?: boolean;
}

function runtime(name: RuntimeSeries): (store: Store, tick: number) => number {
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
      read={() => {
        const { times, columns } = readTicks(app, {
          worst: runtime('loopDelayMax'),
          p99: runtime('loopDelay'),
        });
        return {
          times,
          series: [
            {
              label: t.overview.worst,
              color: 'series-1',
              values: columns.worst,
              style: 'bars',
            },
            { label: t.calls.p99, color: 'series-4', values: columns.p99 },
          ],
        };
      }}
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
      read={() => {
        const { times, columns } = readTicks(app, {
          floor: runtime('heapAfterGc'),
          used: runtime('heapUsed'),
          rss: runtime('rss'),
        });
        return {
          times,
          series: [
            {
              label: t.overview.floor,
              color: 'series-2',
              values: columns.floor,
            },
            {
              label: t.overview.heapUsed,
              color: 'series-1',
              values: columns.used,
              style: 'area',
            },
            {
              label: t.overview.rss,
              color: 'series-3',
              values: columns.rss,
              isDashed: true,
            },
          ],
        };
      }}
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
      read={() => {
        const { times, columns } = readTicks(app, { cpu: runtime('cpu') });
        return {
          times,
          series: [
            {
              label: t.overview.cpu,
              color: 'series-1',
              values: columns.cpu,
              style: 'area',
            },
          ],
        };
      }}
    />
  );
}

export function GcChart(): JSX.Element {
  const app = useApp();
  return (
    <TimeChart
      name="gc"
      title={t.overview.gc}
      unit="s"
      minHigh={0.01}
      read={() => {
        const { times, columns } = readTicks(app, { time: runtime('gcTime') });
        return {
          times,
          series: [
            {
              label: t.overview.gc,
              color: 'gc',
              values: columns.time,
              style: 'bars',
            },
          ],
        };
      }}
    />
  );
}

/** The counts of timers, sockets and the like, which the map `node` has. */
const HANDLES = 'node/resources/byType';
const SHOWN_HANDLES = 4;

export function HandlesChart(): JSX.Element {
  const app = useApp();
  const store = useStore();
  const ids = handlesIn(store).map(({ id }) => id);
  app.server.loadSeries(store, ids);
  return (
    <TimeChart
      name="handles"
      title={t.overview.handles}
      read={(): ChartData => {
        const shown = app.drawn.value;
        const handles = shown === undefined ? [] : handlesIn(shown);
        const { times, columns } = readTicks(
          app,
          Object.fromEntries(
            handles.map(({ key, id }) => [
              key,
              (store: Store, tick: number) =>
                store === shown ? (store.samplesOf(id)?.get(tick) ?? NaN) : NaN,
            ]),
          ),
        );
        return {
          times,
          series: handles.map(({ key, name }, index) => ({
            label: name,
            color: `series-${index + 1}`,
            values: columns[key]!,
          })),
        };
      }}
    />
  );
}

/** The most frequent handles. */
function handlesIn(store: Store): ValueNode[] {
  const node = store.find(HANDLES);
  const members =
    node === undefined || node instanceof ValueNode
      ? []
      : [...node.children.values()];
  return members
    .filter(
      (member): member is ValueNode =>
        member instanceof ValueNode && isNumeric(member.value),
    )
    .toSorted((a, b) => Number(b.value) - Number(a.value))
    .slice(0, SHOWN_HANDLES);
}
