import type { JSX } from 'preact';
import { formatNumber } from '../../state/format.js';
import { tableOf } from '../../state/variable-table.js';
import { SEGMENTS, type VariableSegment } from '../../state/view.js';
import { t } from '../../text/index.js';
import { useApp, useStore } from '../app-context.js';
import { Board } from '../board/board.js';
import { Drawer } from '../drawer/drawer.js';
import { FilterField, FilterProblem } from './filter-field.js';
import { Reference } from './reference.js';
import { Unsearched } from './unsearched.js';
import { VariableGrid } from './variable-grid.js';

export function VariablesTab(): JSX.Element {
  const app = useApp();
  const { open, segment, pins } = app.view;
  const rows = tableOf(app).rows.value;
  const hasBoard =
    pins.value.size > 0 && ['all', 'pinned'].includes(segment.value);
  return (
    <div class={open.value === undefined ? '' : 'with-panel'}>
      <section class="variables">
        <div class="toolbar">
          <Segments />
          <Reference />
          <FilterField />
        </div>
        <FilterProblem />
        {rows !== undefined && <Unsearched objects={rows.unsearched} />}
        {hasBoard && <Board where="variables" />}
        {rows !== undefined && <VariableGrid rows={rows.rows} />}
        {rows !== undefined && rows.rows.length === 0 && (
          <p class="empty">
            {app.view.filter.value !== '' && rows.totalCount > 0
              ? t.variables.noMatch
              : t.variables.empty[segment.value]}
          </p>
        )}
      </section>
      {open.value !== undefined && <Drawer key={open.value} />}
    </div>
  );
}

function Segments(): JSX.Element {
  const app = useApp();
  const store = useStore();
  const { segment, pins } = app.view;
  const rows = tableOf(app).rows.value;
  const counts: Readonly<Record<VariableSegment, number | undefined>> = {
    all: rows?.totalCount,
    changed: segment.value === 'changed' ? rows?.matchCount : undefined,
    pinned: pins.value.size,
    failing: store.failures.length,
    overLimit: store.limitLevels.count,
    failedEarlier: store.failedEarlierCount,
  };
  return (
    <div
      class="button-group segments"
      role="group"
      aria-label={t.variables.segmentsLabel}
    >
      {SEGMENTS.map((name) => (
        <button
          key={name}
          type="button"
          data-segment={name}
          aria-pressed={name === segment.value}
          onClick={() => (segment.value = name)}
        >
          {t.variables.segments[name]}
          {counts[name] ? (
            <span class={`count ${ALARMS[name] ?? ''}`}>
              {formatNumber(counts[name])}
            </span>
          ) : null}
        </button>
      ))}
    </div>
  );
}

const ALARMS: Partial<Record<VariableSegment, string>> = {
  failing: 'critical',
  overLimit: 'warning',
};
