import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useIntervals } from '../../charts/use-intervals.js';
import { callRows, type CallRow } from '../../state/intervals.js';
import { useApp } from '../app-context.js';
import { lazy } from '../lazy.js';
import type { CallKind } from './call-columns.js';
import { CallOrders, CallTable } from './call-table.js';

const CallDetail = lazy((later) => later.CallDetail);

/**
 * The rows of the shown range. A zoom may show earlier processes; live figures
 * are those of the connected one.
 */
export function useCallRows(kind: CallKind): ReadonlySignal<CallRow[]> {
  const { view } = useApp();
  return useIntervals((segments, range) =>
    callRows(
      view.zoom.value === undefined ? segments.slice(-1) : segments,
      range,
      kind,
    ),
  );
}

/** A table of routes or methods, and beside it the details of one. */
export function CallsTab({
  kind,
  summary,
  empty,
}: {
  readonly kind: CallKind;
  /** Figures of all routes or methods. */
  readonly summary?: ComponentChildren;
  /** Tells how to get routes or methods. */
  readonly empty: ComponentChildren;
}): JSX.Element {
  const { view } = useApp();
  const rows = useCallRows(kind);
  const open = view.open.value;
  if (rows.value.length === 0 && open === undefined) {
    return <div class="empty card">{empty}</div>;
  }
  return (
    <div class={open === undefined ? '' : 'with-panel'}>
      <section>
        <div class="toolbar">
          {summary}
          <CallOrders />
        </div>
        <CallTable
          kind={kind}
          rows={rows}
          onOpen={(key) => view.openDetails(key)}
        />
      </section>
      {open !== undefined && (
        <CallDetail
          key={open}
          kind={kind}
          callKey={open}
          row={rows.value.find(({ key }) => key === open)}
        />
      )}
    </div>
  );
}
