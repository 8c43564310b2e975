import { byId, setAttribute, setText } from './dom.js';
import { formatNumber } from './format.js';
import { RowElement } from './row-element.js';
import type { Row, TableRows } from './rows.js';
import type { TickRange } from './sparkline.js';
import type { Store } from './store.js';
import { trendValue } from './summary.js';
import { t } from './text.js';
import { ObjectNode } from './variable-tree.js';
import type { Column, Tab } from './view-state.js';

export interface TableActions {
  openDetails(row: Row): void;
  togglePin(row: Row): void;
  setExpanded(row: Row, isExpanded: boolean): void;
  sort(column: Column): void;
  /** Schedules a redraw of the page. */
  scheduleDraw(): void;
  /** Redraws the table synchronously. */
  drawNow(): void;
}

/** Rows with an element above and below the visible ones. */
const MARGIN_ROWS = 4;
const MAX_ROWS = 90;
const IN_USE_MS = 3000;

/**
 * The table of variables. Only visible rows, and the one with the focus, have
 * elements. The page scrolls, and not the table.
 */
export class Table {
  private readonly grid = byId('grid');
  private readonly head = byId('grid-head');
  private readonly body = byId('grid-body');
  private readonly empty = byId('grid-empty');
  private readonly elements = new Map<string, RowElement>();
  private readonly unused: RowElement[] = [];
  private rows: readonly Row[] = [];
  private indices = new Map<string, number>();
  /** The key of the row that has, or had, the focus. */
  private activeKey: string | undefined;
  private rowHeight = 28;
  private usedAt = -Infinity;

  constructor(private readonly actions: TableActions) {
    const { grid } = this;
    addEventListener('scroll', () => actions.scheduleDraw(), { passive: true });
    addEventListener('resize', () => {
      this.measure();
      actions.scheduleDraw();
    });
    this.measure();
    this.body.addEventListener('click', (event) => this.onClick(event));
    this.body.addEventListener('focusin', (event) => {
      const row = this.rowAt(event.target);
      if (row !== undefined) {
        this.activeKey = row.key;
        this.updateTabStop();
      }
    });
    grid.addEventListener('keydown', (event) => this.onKeyDown(event));
    for (const type of ['pointermove', 'keydown']) {
      grid.addEventListener(type, () => (this.usedAt = performance.now()));
    }
    this.head.addEventListener('click', (event) => {
      const button = (event.target as Element).closest('button');
      const column = button?.dataset['sort'];
      if (column !== undefined) {
        actions.sort(column as Column);
      }
    });
  }

  /** Rows must not move while the pointer or the focus moves among them. */
  get isInUse(): boolean {
    return performance.now() - this.usedAt < IN_USE_MS;
  }

  /** The ids of the values whose series the visible rows draw. */
  visibleSeries(store: Store): number[] {
    const ids: number[] = [];
    for (const { row } of this.elements.values()) {
      const value = row && trendValue(row.variable, store);
      if (value !== undefined) {
        ids.push(value.id);
      }
    }
    return ids;
  }

  showOrder(column: Column, descending: boolean): void {
    for (const button of this.head.querySelectorAll('button')) {
      setAttribute(
        button.parentElement!,
        'aria-sort',
        button.dataset['sort'] === column
          ? descending
            ? 'descending'
            : 'ascending'
          : null,
      );
    }
  }

  setRows(
    { rows, matchCount, totalCount }: TableRows,
    tab: Tab,
    isFiltered: boolean,
  ): void {
    this.rows = rows;
    this.indices = new Map(rows.map((row, index) => [row.key, index]));
    this.body.style.height = `${rows.length * this.rowHeight}px`;
    setAttribute(this.grid, 'aria-rowcount', String(rows.length + 1));
    setText(
      byId('count'),
      t.count(formatNumber(matchCount), formatNumber(totalCount)),
    );
    this.empty.hidden = rows.length > 0;
    if (rows.length === 0) {
      setText(
        this.empty,
        totalCount === 0
          ? t.emptyTabs.all
          : isFiltered
            ? t.noMatch
            : t.emptyTabs[tab],
      );
    }
  }

  draw(store: Store, range: TickRange): void {
    const { rowHeight, rows } = this;
    const top = this.body.getBoundingClientRect().top;
    const count = Math.min(
      MAX_ROWS,
      Math.ceil(innerHeight / rowHeight) + 2 * MARGIN_ROWS,
    );
    const first = Math.max(
      0,
      Math.min(Math.floor(-top / rowHeight) - MARGIN_ROWS, rows.length - count),
    );
    // The head of the page may leave little room for rows.
    const end = Math.min(
      rows.length,
      first + count,
      Math.ceil((innerHeight - top) / rowHeight) + MARGIN_ROWS,
    );
    const visible = new Set<number>();
    for (let index = first; index < end; index++) {
      visible.add(index);
    }
    const activeIndex = this.indexOf(this.activeKey);
    const hasFocus = this.body.contains(document.activeElement);
    if (activeIndex !== undefined && hasFocus) {
      visible.add(activeIndex);
    }
    const keys = new Set([...visible].map((index) => rows[index]!.key));
    for (const [key, element] of this.elements) {
      if (!keys.has(key)) {
        this.elements.delete(key);
        this.unused.push(element);
      }
    }
    if (activeIndex === undefined && hasFocus) {
      this.activeKey = undefined;
    }
    for (const index of visible) {
      const row = rows[index]!;
      let element = this.elements.get(row.key);
      if (element === undefined) {
        element = this.unused.pop() ?? new RowElement();
        this.elements.set(row.key, element);
        if (!element.element.isConnected) {
          this.body.append(element.element);
        }
      }
      element.moveTo(index, index * rowHeight);
      element.show(row, store);
    }
    for (const { element } of this.unused.splice(0)) {
      element.remove();
    }
    this.updateTabStop();
    for (const element of this.elements.values()) {
      element.drawTrend(store, range);
    }
  }

  focusFirst(): void {
    this.focusIndex(this.indexOf(this.activeKey) ?? 0);
  }

  /** Focuses a row without scrolling. @returns false where it has no element */
  focusVisibleRow(key: string): boolean {
    for (const rowKey of [key, `*${key}`]) {
      const row = this.elements.get(rowKey);
      if (row !== undefined) {
        this.activeKey = rowKey;
        row.element.focus({ preventScroll: true });
        return true;
      }
    }
    return false;
  }

  private indexOf(key: string | undefined): number | undefined {
    return key === undefined ? undefined : this.indices.get(key);
  }

  private measure(): void {
    this.rowHeight =
      Number.parseFloat(
        getComputedStyle(this.grid).getPropertyValue('--row'),
      ) || 28;
    this.body.style.height = `${this.rows.length * this.rowHeight}px`;
  }

  /** Exactly one row can be reached with Tab: the active one, or the first. */
  private updateTabStop(): void {
    let tabStop =
      this.activeKey === undefined
        ? undefined
        : this.elements.get(this.activeKey);
    if (tabStop === undefined) {
      for (const element of this.elements.values()) {
        if (
          tabStop === undefined ||
          this.indexOf(element.row?.key)! < this.indexOf(tabStop.row?.key)!
        ) {
          tabStop = element;
        }
      }
    }
    for (const element of this.elements.values()) {
      setAttribute(
        element.element,
        'tabindex',
        element === tabStop ? '0' : '-1',
      );
    }
  }

  private rowAt(target: EventTarget | null): Row | undefined {
    const element = target instanceof Element ? target.closest('.row') : null;
    for (const candidate of this.elements.values()) {
      if (candidate.element === element) {
        return candidate.row;
      }
    }
    return undefined;
  }

  private onClick(event: MouseEvent): void {
    const target = event.target as Element;
    const row = this.rowAt(target);
    if (row === undefined || endsTextSelection(target)) {
      return;
    }
    if (target.closest('.pin') !== null) {
      this.actions.togglePin(row);
    } else if (
      target.closest('.toggle') !== null ||
      (target.closest('.map .c-name') !== null && !row.hasFullPath)
    ) {
      this.actions.setExpanded(row, !row.isExpanded);
    } else {
      this.actions.openDetails(row);
    }
  }

  private onKeyDown(event: KeyboardEvent): void {
    const row = this.rowAt(event.target);
    const index = this.indexOf(row?.key);
    if (
      index === undefined ||
      row === undefined ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      !(event.target as Element).classList.contains('row')
    ) {
      return;
    }
    const rowsPerPage = Math.max(
      1,
      Math.floor(innerHeight / this.rowHeight) - 6,
    );
    const isObject = row.variable instanceof ObjectNode;
    switch (event.key) {
      case 'ArrowDown':
        this.focusIndex(index + 1);
        break;
      case 'ArrowUp':
        this.focusIndex(index - 1);
        break;
      case 'PageDown':
        this.focusIndex(index + rowsPerPage);
        break;
      case 'PageUp':
        this.focusIndex(index - rowsPerPage);
        break;
      case 'Home':
        this.focusIndex(0);
        break;
      case 'End':
        this.focusIndex(this.rows.length - 1);
        break;
      case 'ArrowRight':
        if (isObject && !row.isExpanded) {
          this.actions.setExpanded(row, true);
        }
        break;
      case 'ArrowLeft':
        if (isObject && row.isExpanded) {
          this.actions.setExpanded(row, false);
        } else {
          this.focusParent(index, row.depth);
        }
        break;
      case 'Enter':
      case ' ':
        this.actions.openDetails(row);
        break;
      case 's':
        this.actions.togglePin(row);
        this.focusMovedRow(row, index);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  /** A row moves when it is pinned, and back when it is unpinned. */
  private focusMovedRow({ key, variable }: Row, previousIndex: number): void {
    const index =
      this.indexOf(key) ??
      this.indexOf(`*${variable.key}`) ??
      this.indexOf(variable.key);
    this.focusIndex(index ?? previousIndex);
  }

  private focusParent(index: number, depth: number): void {
    if (depth > 0) {
      this.focusIndex(
        this.rows
          .slice(0, index)
          .map((row) => row.depth < depth)
          .lastIndexOf(true),
      );
    }
  }

  private focusIndex(wanted: number): void {
    if (this.rows.length === 0) {
      return;
    }
    const index = Math.max(0, Math.min(this.rows.length - 1, wanted));
    const { key } = this.rows[index]!;
    this.activeKey = key;
    const { rowHeight } = this;
    // The sticky head covers what is above its lower edge.
    const covered = this.head.getBoundingClientRect().bottom;
    const top = this.body.getBoundingClientRect().top + index * rowHeight;
    if (top < covered) {
      scrollBy({ top: top - covered, behavior: 'instant' });
    } else if (top + rowHeight > innerHeight) {
      scrollBy({
        top: top + rowHeight - innerHeight + 8,
        behavior: 'instant',
      });
    }
    // Only an element can have the focus, so the row needs one first.
    this.actions.drawNow();
    this.elements.get(key)?.element.focus({ preventScroll: true });
  }
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
