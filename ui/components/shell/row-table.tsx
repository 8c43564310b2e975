import { useSignal } from '@preact/signals';
import type { ComponentChildren, HTMLAttributes, JSX } from 'preact';

/**
 * A table whose rows have a button each. One of the buttons is a tab stop, and
 * keys move the focus to others.
 */
export function RowTable<Row extends { readonly key: string }>({
  id,
  label,
  rowCount,
  head,
  rows,
  selected,
  onOpen,
  cellsOf,
  ...bodyProps
}: {
  readonly id: string;
  readonly label: string;
  /** The rows that there are, where not all of them are shown. */
  readonly rowCount: number;
  readonly head: ComponentChildren;
  readonly rows: readonly Row[];
  /** The key of the row whose details are shown. */
  readonly selected?: string | undefined;
  readonly onOpen: (row: Row) => void;
  readonly cellsOf: (row: Row, tabIndex: number) => ComponentChildren;
} & Pick<
  HTMLAttributes<HTMLDivElement>,
  'onPointerEnter' | 'onPointerLeave' | 'onFocusIn' | 'onFocusOut'
>): JSX.Element {
  const focused = useSignal<string | undefined>(undefined);
  const tabStop = rows.find(({ key }) => key === focused.value) ?? rows[0];
  return (
    <div
      class="table card"
      id={id}
      role="table"
      aria-label={label}
      aria-rowcount={rowCount + 1}
    >
      <div role="rowgroup" class="table-head">
        <div role="row">{head}</div>
      </div>
      <div role="rowgroup" {...bodyProps} onKeyDown={moveFocus}>
        {rows.map((row) => (
          <div
            key={row.key}
            role="row"
            aria-selected={row.key === selected}
            data-key={row.key}
            onClick={() => onOpen(row)}
            onFocusIn={() => (focused.value = row.key)}
          >
            {cellsOf(row, row === tabStop ? 0 : -1)}
          </div>
        ))}
      </div>
    </div>
  );
}

/** Moves the focus to the button of another row, which scrolls to it. */
function moveFocus(event: KeyboardEvent): void {
  const row = (event.target as Element).closest('[role=row]');
  const rows = row?.parentElement?.children;
  const next = {
    ArrowDown: row?.nextElementSibling,
    ArrowUp: row?.previousElementSibling,
    Home: rows?.[0],
    End: rows?.[rows.length - 1],
  }[event.key];
  if (next !== undefined) {
    event.preventDefault();
    next?.querySelector('button')?.focus();
  }
}
