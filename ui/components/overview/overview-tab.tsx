import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { formatNumber } from '../../state/format.js';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';
import { lazy } from '../lazy.js';
import { CallOrders, CallTable } from '../calls/call-table.js';
import type { CallKind } from '../calls/call-columns.js';
import { useCallRows } from '../calls/calls-tab.js';
import { EventStrip } from './event-strip.js';
import { HttpCharts } from './http-charts.js';
import { CpuChart, HeapChart, LoopChart } from './process-charts.js';

const OverviewVariables = lazy((later) => later.OverviewVariables);
const GcAndHandles = lazy((later) => later.GcAndHandles);

const ROWS = 8;

/** The state of the process at a glance. */
export function OverviewTab(): JSX.Element {
  const hasHttp = useHasHttp();
  return (
    <>
      <div class="charts">
        {hasHttp && <HttpCharts />}
        <LoopChart />
        <HeapChart />
        <CpuChart />
        {!hasHttp && <GcAndHandles />}
      </div>
      <EventStrip />
      {!hasHttp && (
        <p class="dim note">
          {t.http.off} <code>{'ExpvarModule.forRoot({ http: true })'}</code>
        </p>
      )}
      <div class="overview-columns">
        <TopCalls kind={hasHttp ? 'route' : 'method'} />
        <OverviewVariables />
      </div>
    </>
  );
}

function useHasHttp(): boolean {
  const app = useApp();
  // The component is not drawn again at each tick.
  return useComputed(() => app.drawn.value?.find('http') !== undefined).value;
}

/** The routes that matter; without `http`, the methods. */
function TopCalls({ kind }: { readonly kind: CallKind }): JSX.Element | null {
  const app = useApp();
  const rows = useCallRows(kind);
  const tab = kind === 'route' ? 'http' : 'methods';
  const count = rows.value.length;
  if (count === 0) {
    return null;
  }
  return (
    <section>
      <div class="toolbar">
        <h2>{t.calls.tables[kind]}</h2>
        <CallOrders />
        {count > ROWS && (
          <button class="plain link" onClick={() => app.view.show(tab)}>
            {t.overview.all[kind](formatNumber(count))}
          </button>
        )}
      </div>
      <CallTable
        kind={kind}
        rows={rows}
        limit={ROWS}
        onOpen={(key) => app.view.show(tab, key)}
      />
    </section>
  );
}
