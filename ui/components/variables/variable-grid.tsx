import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import type { JSX, TargetedKeyboardEvent, TargetedMouseEvent } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { formatTime } from '../../state/format.js';
import type { Row } from '../../state/rows.js';
import type { Column } from '../../state/sort-variables.js';
import { trendValue } from '../../state/summary.js';
import { tableOf } from '../../state/variable-table.js';
import { ObjectNode } from '../../state/variable-tree.js';
import { t } from '../../text/index.js';
import { useApp } from '../app-context.js';
import { GridRow } from './grid-row.js';

/** Rows with an element above and below the visible ones. */
const MARGIN_ROWS = 8;

/**
 * The table of variables. Only visible rows, and the one with the focus, have
 * elements. The page scrolls, and not the table.
 */
export function VariableGrid({
  rows,
}: {
  readonly rows: readonly Row[];
}): JSX.Element {
  const app = useApp();
  const store = app.shown.value!;
  const table = tableOf(app);
  const body = useRef<HTMLDivElement>(null);
  const view = useSignal({ first: 0, count: 40, height: 28 });
  /** The key of the row that has, or had, the focus. */
  const active = useSignal<string | undefined>(undefined);
  const wantsFocus = useRef(false);
  const { first, count, height } = view.value;

  useEffect(() => {
    const measure = (): void => {
      const element = body.current!;
      const height = Number.parseFloat(
        getComputedStyle(element).getPropertyValue('--row'),
      );
      const top = -element.getBoundingClientRect().top;
      const visible = Math.max(0, Math.floor(top / height) - MARGIN_ROWS);
      view.value = {
        // A few rows at a time: not every pixel draws the table again.
        first: visible - (visible % 4),
        count: Math.ceil(innerHeight / height) + 2 * MARGIN_ROWS,
        height,
      };
    };
    measure();
    addEventListener('scroll', measure, { passive: true });
    addEventListener('resize', measure);
    return () => {
      removeEventListener('scroll', measure);
      removeEventListener('resize', measure);
      table.isInUse.value = false;
    };
  }, []);

  const nameWidth = useMemo(() => nameWidthOf(rows), [rows]);
  const indexOf = (key: string | undefined): number =>
    key === undefined ? -1 : rows.findIndex((row) => row.key === key);
  const activeIndex = indexOf(active.value);
  const start = Math.min(first, Math.max(0, rows.length - count));
  const indexes = Array.from(
    { length: Math.min(count, rows.length - start) },
    (_, index) => start + index,
  );
  if (activeIndex >= 0 && !indexes.includes(activeIndex)) {
    indexes.push(activeIndex);
  }
  const tabStop = activeIndex >= 0 ? activeIndex : start;
  const loadSeries = (): void => {
    app.server.loadSeries(
      store,
      indexes.flatMap((index) => {
        const row = rows[index]!;
        const value = row.type === 'variable' && trendValue(row.variable);
        return value ? [value.id] : [];
      }),
    );
  };
  useEffect(loadSeries);
  // At each tick, because the series that were shown longest ago are forgotten.
  useSignalEffect(() => {
    void app.tick.value;
    loadSeries();
  });

  useLayoutEffect(() => {
    if (wantsFocus.current) {
      wantsFocus.current = false;
      body.current
        ?.querySelector<HTMLElement>('.row[tabindex="0"]')
        ?.focus({ preventScroll: true });
    }
  });

  const focusIndex = (wanted: number): void => {
    const index = Math.max(0, Math.min(rows.length - 1, wanted));
    const element = body.current!;
    const top = element.getBoundingClientRect().top + index * height;
    // The sticky head covers the rows above its lower edge.
    const covered = element.previousElementSibling!.getBoundingClientRect();
    if (top < covered.bottom) {
      scrollBy({ top: top - covered.bottom, behavior: 'instant' });
    } else if (top + height > innerHeight) {
      scrollBy({ top: top + height - innerHeight + 8, behavior: 'instant' });
    }
    wantsFocus.current = true;
    active.value = rows[index]?.key;
  };

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLElement>): void => {
    const index = activeIndex;
    const row = rows[index];
    if (
      row === undefined ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      !(event.target as Element).classList.contains('row')
    ) {
      return;
    }
    const page = Math.max(1, Math.floor(innerHeight / height) - 8);
    const moves: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + page,
      PageUp: index - page,
      Home: 0,
      End: rows.length - 1,
    };
    const move = moves[event.key];
    if (move !== undefined) {
      focusIndex(move);
    } else if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      const opens = event.key === 'ArrowRight';
      if (isExpandable(row) && row.isExpanded !== opens) {
        table.setExpanded(row.key, opens);
      } else if (!opens && row.depth > 0) {
        focusIndex(
          rows.slice(0, index).findLastIndex(({ depth }) => depth < row.depth),
        );
      }
    } else if (event.key === 'Enter' || event.key === ' ') {
      activate(row);
    } else if (event.key === 's' && row.type === 'variable') {
      togglePin(row.variable.key, row.key, index);
    } else {
      return;
    }
    event.preventDefault();
  };

  const activate = (row: Row): void => {
    if (row.type === 'variable') {
      app.view.openDetails(row.variable.key);
    } else if (row.type === 'unsent') {
      table.openBranch(row.object.path);
    } else if (row.isExpanded !== undefined) {
      table.setExpanded(row.key, !row.isExpanded);
    }
  };

  /** A row moves when it is pinned, and back when it is unpinned. */
  const togglePin = (pin: string, key: string, index: number): void => {
    app.view.togglePin(pin);
    const moved = table.rows.peek()?.rows ?? [];
    const keys = moved.map((row) => row.key);
    active.value =
      [key, `*${pin}`, pin].find((each) => keys.includes(each)) ?? keys[index];
    wantsFocus.current = body.current!.contains(document.activeElement);
  };

  const onClick = (event: TargetedMouseEvent<HTMLElement>): void => {
    const target = event.target as Element;
    const element = target.closest<HTMLElement>('.row');
    const index = indexOf(element?.dataset['key']);
    const row = rows[index];
    if (row === undefined || endsTextSelection(target)) {
      return;
    }
    active.value = row.key;
    if (row.type === 'variable' && target.closest('.pin') !== null) {
      togglePin(row.variable.key, row.key, index);
    } else if (
      isExpandable(row) &&
      (target.closest('.toggle') !== null ||
        (target.closest('.map .c-name') !== null &&
          !(row.type === 'variable' && row.hasFullPath)))
    ) {
      table.setExpanded(row.key, !row.isExpanded);
    } else {
      activate(row);
    }
  };

  return (
    <div
      id="grid"
      class="card"
      style={{ '--name': nameWidth }}
      role="grid"
      aria-label={t.shell.tabs.variables}
      aria-rowcount={rows.length + 1}
      onKeyDown={onKeyDown}
    >
      <GridHead />
      <div
        ref={body}
        id="grid-body"
        role="rowgroup"
        style={{ height: `${rows.length * height}px` }}
        onClick={onClick}
        onPointerEnter={() => (table.isInUse.value = true)}
        onPointerLeave={() => (table.isInUse.value = false)}
        onFocusIn={({ target }) => {
          const row = (target as Element).closest<HTMLElement>('.row');
          active.value = row?.dataset['key'];
          table.isInUse.value = true;
        }}
        onFocusOut={() => (table.isInUse.value = false)}
      >
        {indexes.map((index) => (
          <GridRow
            key={rows[index]!.key}
            row={rows[index]!}
            index={index}
            top={index * height}
            isTabStop={index === tabStop}
          />
        ))}
      </div>
    </div>
  );
}

function isExpandable(row: Row): row is Row & { isExpanded: boolean } {
  return row.type === 'variable'
    ? row.variable instanceof ObjectNode
    : row.type === 'heading' && row.isExpanded !== undefined;
}

function GridHead(): JSX.Element {
  const app = useApp();
  const table = tableOf(app);
  const order = useComputed(() => table.order.value);
  const { reference } = app.view;
  const head = (column: Column, label: string): JSX.Element => {
    const { column: current, descending } = order.value;
    return (
      <div
        role="columnheader"
        class={`c-${column}`}
        aria-sort={
          column !== current ? 'none' : descending ? 'descending' : 'ascending'
        }
      >
        <button
          type="button"
          class="plain"
          onClick={() => table.sortBy(column)}
        >
          {label}
        </button>
      </div>
    );
  };
  return (
    <div role="rowgroup" class="grid-head">
      <div role="row" aria-rowindex={1}>
        <div role="columnheader" class="c-pin">
          <span class="visually-hidden">{t.variables.pinColumn}</span>
        </div>
        {head('name', t.variables.name)}
        {head('value', t.variables.value)}
        {head(
          'change',
          reference.value === undefined
            ? t.variables.rate
            : t.variables.delta(formatTime(reference.value)),
        )}
        <div role="columnheader" class="c-trend">
          {t.variables.trend}
        </div>
        {head('kind', t.variables.kind)}
        {head('source', t.variables.source)}
      </div>
    </div>
  );
}

/** The click ends a selection of text in the row, which must stay. */
function endsTextSelection(target: Element): boolean {
  const selection = getSelection();
  const row = target.closest('.row');
  return (
    target.closest('button') === null &&
    row !== null &&
    selection?.isCollapsed === false &&
    selection.containsNode(row, true)
  );
}

/** The width of most names, so that numbers are not far from theirs. */
function nameWidthOf(rows: readonly Row[]): string {
  const lengths = rows
    .map((row) =>
      row.type !== 'variable'
        ? 0
        : row.hasFullPath
          ? row.variable.path.join(' › ').length
          : row.variable.name.length + 2 * row.depth,
    )
    .toSorted((a, b) => a - b);
  const length = lengths[Math.floor(lengths.length * 0.95)] ?? 0;
  return `clamp(240px, ${length}ch + 72px, 420px)`;
}
