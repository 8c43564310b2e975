import { type ReadonlySignal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import {
  CALL_COLUMNS,
  CALL_ORDERS,
  type CallColumn,
  type CallRow,
  sortCallRows,
  splitRoute,
} from '../../state/intervals.js';
import { keepOrder } from '../../state/natural-order.js';
import { formatValue } from '../../state/format.js';
import { printable } from '../../state/printable.js';
import type { Sort } from '../../state/view.js';
import { t } from '../../text/index.js';
import { useApp, useStore } from '../app-context.js';
import { ButtonGroup } from '../shell/button-group.js';
import { Icon } from '../shell/icons.js';
import { RowTable } from '../shell/row-table.js';
import {
  type CallKind,
  COLUMNS,
  isFailing,
  type LatencyUnit,
  latencyUnitOf,
  rowsThatMatter,
} from './call-columns.js';
import { CallTrend } from './call-trend.js';

const ORDERS = Object.keys(CALL_ORDERS) as (keyof typeof CALL_ORDERS)[];

const USUAL_SORT: Sort = { column: CALL_ORDERS.timeShare, descending: true };

function columnOf({ column }: Sort): CallColumn {
  return (
    CALL_COLUMNS.find((name) => name === column) ??
    (USUAL_SORT.column as CallColumn)
  );
}

/** The buttons for the usual orders. */
export function CallOrders(): JSX.Element {
  const { sort } = useApp().view;
  const current = sort.value ?? USUAL_SORT;
  return (
    <ButtonGroup
      label={t.calls.order}
      values={ORDERS}
      current={ORDERS.find(
        (name) => current.descending && current.column === CALL_ORDERS[name],
      )}
      textOf={(name) => t.calls.orders[name]}
      onChoose={(name) => {
        sort.value = { column: CALL_ORDERS[name], descending: true };
      }}
    />
  );
}

export interface CallTableProps {
  readonly kind: CallKind;
  readonly rows: ReadonlySignal<readonly CallRow[]>;
  /** The rows that are shown, of all. */
  readonly limit?: number;
  readonly onOpen: (key: string) => void;
}

/**
 * Routes or methods, one a row. Rows do not move while the pointer or the focus
 * is among them.
 */
export function CallTable(props: CallTableProps): JSX.Element {
  const { kind, limit = Infinity } = props;
  const { view } = useApp();
  const isInside = useSignal(false);
  const order = useRef({ sort: '', keys: [] as string[] });
  const sort = view.sort.value ?? USUAL_SORT;
  const sortKey = `${sort.column} ${sort.descending}`;
  let rows = sortCallRows(props.rows.value, columnOf(sort), sort.descending);
  if (isInside.value && order.current.sort === sortKey) {
    rows = keepOrder(rows, order.current.keys);
  }
  order.current = { sort: sortKey, keys: rows.map(({ key }) => key) };
  rows = rowsThatMatter(rows, limit);
  const unit = latencyUnitOf(props.rows.value);
  return (
    <RowTable
      id={`${kind}s`}
      label={t.calls.tables[kind]}
      rowCount={props.rows.value.length}
      head={<Head kind={kind} unit={unit} sort={sort} />}
      rows={rows}
      selected={view.open.value}
      onOpen={({ key }) => props.onOpen(key)}
      onPointerEnter={() => (isInside.value = true)}
      onPointerLeave={() => (isInside.value = false)}
      onFocusIn={() => (isInside.value = true)}
      onFocusOut={() => (isInside.value = false)}
      cellsOf={(row, tabIndex) => (
        <Cells row={row} kind={kind} unit={unit} tabIndex={tabIndex} />
      )}
    />
  );
}

function Head({
  kind,
  unit,
  sort,
}: {
  readonly kind: CallKind;
  readonly unit: LatencyUnit;
  readonly sort: Sort;
}): JSX.Element {
  const { view } = useApp();
  const head = (column: CallColumn, label: string): JSX.Element => {
    const isSorted = sort.column === column;
    const direction = sort.descending ? 'descending' : 'ascending';
    return (
      <div
        key={column}
        role="columnheader"
        class={`c-${column} ${column === 'name' ? '' : 'number'}`}
        aria-sort={isSorted ? direction : 'none'}
      >
        <button
          class="plain"
          onClick={() => {
            view.sort.value = {
              column,
              descending: isSorted ? !sort.descending : column !== 'name',
            };
          }}
        >
          {label}
        </button>
      </div>
    );
  };
  return (
    <>
      {head('name', t.calls.names[kind])}
      {COLUMNS[kind].map(({ name, label }) => head(name, label(unit)))}
      {kind === 'method' && (
        <div role="columnheader" class="number c-inFlight">
          {t.calls.inFlight}
        </div>
      )}
      <div role="columnheader" class="c-trend">
        {t.calls.trend}
      </div>
    </>
  );
}

function Cells({
  row,
  kind,
  unit,
  tabIndex,
}: {
  readonly row: CallRow;
  readonly kind: CallKind;
  readonly unit: LatencyUnit;
  readonly tabIndex: number;
}): JSX.Element {
  const isBad = isFailing(row);
  const { count } = row.calls;
  return (
    <>
      <div role="rowheader" class="c-name">
        <button class="call-name plain" tabIndex={tabIndex}>
          <CallName path={row.path} />
        </button>
        {row.isSparse && count > 0 && row.hasLatencies && (
          <span class="count" title={t.calls.few[kind]}>
            n={count}
          </span>
        )}
      </div>
      {COLUMNS[kind].map(({ name, label, text, isPercentile }) => (
        <div
          key={name}
          role="cell"
          class={`number c-${name} ${
            name === 'errorShare' && isBad
              ? 'critical'
              : count === 0 || (isPercentile === true && row.isSparse)
                ? 'dim'
                : ''
          }`}
          data-label={label(unit)}
          style={
            name === 'timeShare'
              ? { backgroundSize: `${row.timeShare * 100}% 100%` }
              : undefined
          }
        >
          {name === 'errorShare' && isBad && <Icon name="critical" />}
          {text(row, unit)}
        </div>
      ))}
      {kind === 'method' && (
        <div
          role="cell"
          class="number c-inFlight"
          data-label={t.calls.inFlight}
        >
          <MemberFigure callKey={row.key} member="inFlight" />
        </div>
      )}
      <div role="cell" class="c-trend">
        <CallTrend trend={row.trend} />
      </div>
    </>
  );
}

/** The name of a route or method. Its HTTP method is a badge. */
export function CallName({
  path,
}: {
  readonly path: readonly string[];
}): JSX.Element {
  const [method, name] = splitRoute(path);
  return (
    <>
      {method !== '' && <span class="method">{method} </span>}
      <bdi>{printable(name)}</bdi>
    </>
  );
}

/** A member of the map of a route or method, as it is now. */
export function MemberFigure({
  callKey,
  member,
}: {
  readonly callKey: string;
  readonly member: string;
}): JSX.Element {
  const store = useStore();
  const node = store.find(`${callKey}/${member}`);
  return (
    <>
      {node === undefined || !('value' in node)
        ? '–'
        : formatValue(node.value, undefined)}
    </>
  );
}
