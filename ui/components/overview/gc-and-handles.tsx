import { isNumber } from '../../state/format.js';
import type { JSX } from 'preact';
import { type ChartData, readTicks } from '../../charts/chart-data.js';
import { TimeChart } from '../../charts/time-chart.js';
import type { Store } from '../../state/store.js';
import { ValueNode } from '../../state/variable-tree.js';
import { t } from '../../text/index.js';
import { useApp, useStore } from '../app-context.js';
import { runtime } from './process-charts.js';

/** The charts of a process that counts no requests. */
export function GcAndHandles(): JSX.Element {
  return (
    <>
      <GcChart />
      <HandlesChart />
    </>
  );
}

function GcChart(): JSX.Element {
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

function HandlesChart(): JSX.Element {
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
                store === shown
                  ? (store.series.get(id)?.get(tick) ?? NaN)
                  : NaN,
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
        member instanceof ValueNode && isNumber(member.value),
    )
    .toSorted((a, b) => Number(b.value) - Number(a.value))
    .slice(0, SHOWN_HANDLES);
}
