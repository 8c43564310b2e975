import type { JSX } from 'preact';
import { readTicks } from '../../charts/chart-data.js';
import { TimeChart } from '../../charts/time-chart.js';
import { lineReader } from '../../state/board.js';
import { isNumber } from '../../state/format.js';
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
      read={() =>
        readTicks(app, [
          {
            read: runtime('gcTime'),
            label: t.overview.gc,
            color: 'gc',
            style: 'bars',
          },
        ])
      }
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
      read={() =>
        readTicks(
          app,
          handlesIn(app.drawn.value).map((handle, index) => ({
            read: lineReader({ value: handle, isRate: false }),
            label: handle.name,
            color: `series-${index + 1}`,
          })),
        )
      }
    />
  );
}

/** The most frequent handles. */
function handlesIn(store: Store | undefined): ValueNode[] {
  const node = store?.find(HANDLES);
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
