import { type ReadonlySignal, useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import type {
  EventKind,
  ProcessEvent,
} from '../../../src/dashboard/protocol/types.js';
import { EVENT_COLORS } from '../../charts/draw-chart.js';
import { formatSeconds, formatTime } from '../../state/format.js';
import { printable } from '../../state/printable.js';
import type { Store } from '../../state/store.js';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';
import { LoopChart } from '../overview/process-charts.js';
import { RowTable } from '../shell/row-table.js';

interface EventRow {
  readonly key: string;
  readonly event: ProcessEvent;
  readonly pid: number;
}

/** The events of the shown process and of those before it, the newest first. */
function useEvents(): ReadonlySignal<EventRow[]> {
  const app = useApp();
  const events = useComputed(() => app.drawn.value?.events);
  return useComputed(() => {
    void events.value;
    const stores = app.axis.value?.segments.map(({ store }) => store) ?? [];
    return stores.flatMap(rowsOf).toReversed();
  });
}

function rowsOf({ events, process: { id, pid } }: Store): EventRow[] {
  return events.map((event) => ({ key: `${id} ${event.id}`, event, pid }));
}

export function EventsTab(): JSX.Element {
  const app = useApp();
  const events = useEvents().value;
  return (
    <>
      <div class="card">
        <LoopChart hasTimeLabels />
      </div>
      <p class="dim note">{t.events.note}</p>
      {events.length === 0 ? (
        <p class="empty card">{t.events.none}</p>
      ) : (
        <RowTable
          id="events"
          label={t.shell.tabs.events}
          rowCount={events.length}
          head={
            <>
              <div role="columnheader">{t.charts.time}</div>
              <div role="columnheader">{t.variables.kind}</div>
              <div role="columnheader" class="number">
                {t.events.duration}
              </div>
              <div role="columnheader">{t.events.what}</div>
            </>
          }
          rows={events}
          onOpen={({ event }) => app.zoomAround(event.wall)}
          cellsOf={({ event, pid }, tabIndex) => (
            <>
              <div role="rowheader">
                <button class="plain" title={t.events.zoom} tabIndex={tabIndex}>
                  {formatTime(event.wall)}
                </button>
              </div>
              <div role="cell">
                <EventKindName kind={event.kind} />
              </div>
              <div role="cell" class="number">
                {event.seconds === undefined
                  ? ''
                  : formatSeconds(event.seconds)}
              </div>
              <div role="cell" class="what">
                <EventText event={event} pid={pid} />
              </div>
            </>
          )}
        />
      )}
    </>
  );
}

function EventKindName({ kind }: { readonly kind: EventKind }): JSX.Element {
  return (
    <span class="event-kind">
      <i style={{ color: `var(--${EVENT_COLORS[kind]})` }} />
      {t.events.kinds[kind]}
    </span>
  );
}

function EventText({
  event: { kind, path, reason },
  pid,
}: {
  readonly event: ProcessEvent;
  readonly pid: number;
}): JSX.Element {
  return (
    <>
      {path !== undefined && (
        <bdi class="event-name">
          {path.map((part) => printable(part)).join('.')}
        </bdi>
      )}
      {kind === 'started' && t.events.startedAs(pid)}
      {reason !== undefined && <span class="dim"> {printable(reason)}</span>}
    </>
  );
}
