import { byId, setAttribute, setText } from './dom.js';
import { formatNumber } from './format.js';
import { RowElement } from './row-element.js';
import type { Row, Rows } from './rows.js';
import type { Span } from './sparkline.js';
import type { Store } from './store.js';
import { courseLeaf } from './summary.js';
import { t } from './text.js';
import { Branch } from './variables.js';
import type { Column, Show } from './view-state.js';

export interface TableActions {
  open(row: Row): void;
  pin(row: Row): void;
  toggle(row: Row, open: boolean): void;
  sort(column: Column): void;
}

/** Rows beyond what is seen, above and below. */
const SPARE = 4;
const MAX_ROWS = 90;
const IN_USE_MS = 3000;

/**
 * Has elements for the rows that are seen, and for the one that has the focus.
 * The page scrolls, not the table.
 */
export class Table {
  private readonly grid = byId('grid');
  private readonly head = byId('grid-head');
  private readonly body = byId('grid-body');
  private readonly empty = byId('grid-empty');
  private readonly elements = new Map<string, RowElement>();
  private readonly spare: RowElement[] = [];
  private rows: readonly Row[] = [];
  private indices = new Map<string, number>();
  private active: string | undefined;
  private height = 28;
  private usedAt = -Infinity;

  constructor(
    private readonly actions: TableActions,
    /** Draws soon, and at once. */
    private readonly scrolled: () => void,
    private readonly drawNow: () => void,
  ) {
    const grid = this.grid;
    addEventListener('scroll', () => this.scrolled(), { passive: true });
    addEventListener('resize', () => {
      this.measure();
      this.scrolled();
    });
    this.measure();
    this.body.addEventListener('click', (event) => this.clicked(event));
    this.body.addEventListener('focusin', (event) => {
      const row = this.rowOf(event.target);
      if (row !== undefined) {
        this.activate(row.key);
      }
    });
    grid.addEventListener('keydown', (event) => this.pressed(event));
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

  /** Rows are to stay where somebody is about to click, or moves among them. */
  get isInUse(): boolean {
    return performance.now() - this.usedAt < IN_USE_MS;
  }

  /** Of what is known, the course of what is seen. */
  seen(store: Store): number[] {
    const ids: number[] = [];
    for (const { row } of this.elements.values()) {
      const leaf = row && courseLeaf(row.variable, store);
      if (leaf !== undefined) {
        ids.push(leaf.id);
      }
    }
    return ids;
  }

  sorted(column: Column, descending: boolean): void {
    for (const button of this.head.querySelectorAll('button')) {
      const cell = button.parentElement!;
      setAttribute(
        cell,
        'aria-sort',
        button.dataset['sort'] === column
          ? descending
            ? 'descending'
            : 'ascending'
          : null,
      );
    }
  }

  use({ rows, shown, all }: Rows, show: Show, filtered: boolean): void {
    this.rows = rows;
    this.indices = new Map(rows.map((row, index) => [row.key, index]));
    this.body.style.height = `${rows.length * this.height}px`;
    setAttribute(this.grid, 'aria-rowcount', String(rows.length + 1));
    setText(byId('count'), t.count(formatNumber(shown), formatNumber(all)));
    this.empty.hidden = rows.length > 0;
    if (rows.length === 0) {
      setText(
        this.empty,
        all === 0
          ? t.nothing
          : filtered
            ? t.nothingFits
            : show === 'changing'
              ? t.nothingChanges
              : show === 'pinned'
                ? t.nothingPinned
                : t.nothingFails,
      );
    }
  }

  render(store: Store, span: Span, length: number): void {
    const { height, rows } = this;
    const top = this.body.getBoundingClientRect().top;
    const count = Math.min(
      MAX_ROWS,
      Math.ceil(innerHeight / height) + 2 * SPARE,
    );
    const first = Math.max(
      0,
      Math.min(Math.floor(-top / height) - SPARE, rows.length - count),
    );
    const wanted = new Set<number>();
    // What is below the fold is not seen, however tall the head of the page is.
    const end = Math.min(
      rows.length,
      first + count,
      Math.ceil((innerHeight - top) / height) + SPARE,
    );
    for (let index = first; index < end; index++) {
      wanted.add(index);
    }
    const active = this.indexOf(this.active);
    const focused = this.body.contains(document.activeElement);
    if (active !== undefined && focused) {
      wanted.add(active);
    }
    const keys = new Set([...wanted].map((index) => rows[index]!.key));
    for (const [key, element] of this.elements) {
      if (!keys.has(key)) {
        this.elements.delete(key);
        this.spare.push(element);
      }
    }
    if (active === undefined && focused) {
      // Its row is gone.
      this.active = undefined;
    }
    for (const index of wanted) {
      const row = rows[index]!;
      let element = this.elements.get(row.key);
      if (element === undefined) {
        element = this.spare.pop() ?? new RowElement();
        this.elements.set(row.key, element);
        if (!element.element.isConnected) {
          this.body.append(element.element);
        }
      }
      element.place(index, index * height);
      element.show(row, store);
    }
    for (const { element } of this.spare.splice(0)) {
      element.remove();
    }
    this.rove();
    for (const element of this.elements.values()) {
      element.draw(store, span, length);
    }
  }

  focusFirst(): void {
    this.move(this.indexOf(this.active) ?? 0);
  }

  /** Moves nothing. @returns whether there is such a row in sight */
  focusRow(key: string): boolean {
    for (const rowKey of [key, `*${key}`]) {
      const row = this.elements.get(rowKey);
      if (row !== undefined) {
        this.active = rowKey;
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
    this.height =
      Number.parseFloat(
        getComputedStyle(this.grid).getPropertyValue('--row'),
      ) || 28;
    this.body.style.height = `${this.rows.length * this.height}px`;
  }

  /** One row can be reached with Tab. */
  private rove(): void {
    let reachable =
      this.active === undefined ? undefined : this.elements.get(this.active);
    if (reachable === undefined) {
      for (const element of this.elements.values()) {
        if (
          reachable === undefined ||
          this.indexOf(element.row?.key)! < this.indexOf(reachable.row?.key)!
        ) {
          reachable = element;
        }
      }
    }
    for (const element of this.elements.values()) {
      setAttribute(
        element.element,
        'tabindex',
        element === reachable ? '0' : '-1',
      );
    }
  }

  private activate(key: string): void {
    this.active = key;
    this.rove();
  }

  private rowOf(target: EventTarget | null): Row | undefined {
    const element = target instanceof Element ? target.closest('.row') : null;
    for (const candidate of this.elements.values()) {
      if (candidate.element === element) {
        return candidate.row;
      }
    }
    return undefined;
  }

  private clicked(event: MouseEvent): void {
    const target = event.target as Element;
    const row = this.rowOf(target);
    if (row === undefined || isSelecting(target)) {
      return;
    }
    if (target.closest('.pin') !== null) {
      this.actions.pin(row);
    } else if (
      target.closest('.twist') !== null ||
      (target.closest('.map .c-name') !== null && !row.whole)
    ) {
      this.actions.toggle(row, !row.open);
    } else {
      this.actions.open(row);
    }
  }

  private pressed(event: KeyboardEvent): void {
    const row = this.rowOf(event.target);
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
    const page = Math.max(1, Math.floor(innerHeight / this.height) - 6);
    switch (event.key) {
      case 'ArrowDown':
        this.move(index + 1);
        break;
      case 'ArrowUp':
        this.move(index - 1);
        break;
      case 'PageDown':
        this.move(index + page);
        break;
      case 'PageUp':
        this.move(index - page);
        break;
      case 'Home':
        this.move(0);
        break;
      case 'End':
        this.move(this.rows.length - 1);
        break;
      case 'ArrowRight':
        if (row.variable instanceof Branch && !row.open) {
          this.actions.toggle(row, true);
        }
        break;
      case 'ArrowLeft':
        if (row.variable instanceof Branch && row.open) {
          this.actions.toggle(row, false);
        } else {
          this.moveOut(index, row.depth);
        }
        break;
      case 'Enter':
      case ' ':
        this.actions.open(row);
        break;
      case 's':
        this.actions.pin(row);
        this.follow(row, index);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  /** To where a row is that was pinned, or is pinned no more. */
  private follow({ key, variable }: Row, index: number): void {
    const now =
      this.indexOf(key) ??
      this.indexOf(`*${variable.key}`) ??
      this.indexOf(variable.key);
    this.move(now ?? index);
  }

  private moveOut(index: number, depth: number): void {
    if (depth > 0) {
      this.move(
        this.rows
          .slice(0, index)
          .map((row) => row.depth < depth)
          .lastIndexOf(true),
      );
    }
  }

  private move(to: number): void {
    if (this.rows.length === 0) {
      return;
    }
    const index = Math.max(0, Math.min(this.rows.length - 1, to));
    const key = this.rows[index]!.key;
    this.active = key;
    // Under what sticks to the top of the window.
    const covered = this.head.getBoundingClientRect().bottom;
    const top = this.body.getBoundingClientRect().top + index * this.height;
    if (top < covered) {
      scrollBy({ top: top - covered, behavior: 'instant' });
    } else if (top + this.height > innerHeight) {
      scrollBy({
        top: top + this.height - innerHeight + 8,
        behavior: 'instant',
      });
    }
    // The element has to be there before it can have the focus.
    this.drawNow();
    this.elements.get(key)?.element.focus({ preventScroll: true });
  }
}

/** Of the row's text, which a click that ends a selection is not to lose. */
function isSelecting(target: Element): boolean {
  const selection = getSelection();
  const row = target.closest('.row');
  return (
    target.closest('button') === null &&
    row !== null &&
    selection?.isCollapsed === false &&
    selection.containsNode(row, true)
  );
}
