import { computed, effect, signal } from '@preact/signals-core';
import type { AppState } from './app-state.js';
import { Changes } from './changes.js';
import { parseFilter } from './filter.js';
import { keepOrder } from './natural-order.js';
import { pathKey } from './path-key.js';
import { buildRows, type TableQuery, type TableRows } from './rows.js';
import { COLUMNS, type Column } from './sort-variables.js';
import type { Store } from './store.js';

/** If no reference time is set, Changed compares with one minute ago. */
const USUAL_REFERENCE_MS = 60_000;
/** The server forgets an opened map after 60 seconds. */
const ASK_AGAIN_MS = 25_000;
/** The server keeps no more maps open. */
const MAX_OPENED = 10;
/** Ticks between two orders by value. */
const ORDER_TICKS = 3;

/** The rows of the table of variables. */
export class VariableTable {
  /** The rows, by key, that the user has expanded or collapsed. */
  readonly expanded = signal<ReadonlyMap<string, boolean>>(new Map());
  /** Rows do not move while the pointer or the focus is among them. */
  readonly isInUse = signal(false);
  readonly filter = computed(() => parseFilter(this.app.view.filter.value));
  /** The changes since the reference time, if there is one. */
  readonly changes = computed(() => {
    const store = this.app.shown.value;
    const since = this.app.view.reference.value;
    return store && since !== undefined ? new Changes(store, since) : undefined;
  });
  readonly order = computed(() => {
    const { sort, segment } = this.app.view;
    const column = COLUMNS.find((name) => name === sort.value?.column);
    return column === undefined
      ? segment.value === 'changed'
        ? ({ column: 'score', descending: true } as const)
        : ({ column: 'name', descending: false } as const)
      : { column, descending: sort.value!.descending };
  });
  readonly rows = computed(() => this.update());
  private readonly query = computed((): TableQuery => {
    const { view } = this.app;
    const { column, descending } = this.order.value;
    return {
      filter: this.filter.value,
      segment: view.segment.value,
      sort: column,
      descending,
      pins: view.pins.value,
      expanded: this.expanded.value,
      changes: this.changes.value,
    };
  });
  /** The paths of opened maps and members, by key. */
  private readonly opened = new Map<string, readonly string[]>();
  private askedAt = 0;
  private built:
    | {
        readonly store: Store;
        readonly query: TableQuery;
        readonly treeVersion: number;
        readonly tick: number;
        readonly result: TableRows;
      }
    | undefined;

  constructor(private readonly app: AppState) {
    const { view } = app;
    effect(() => {
      const wall = app.shown.value?.wall;
      if (
        view.tab.value === 'variables' &&
        view.segment.value === 'changed' &&
        view.reference.value === undefined &&
        wall !== undefined
      ) {
        view.reference.value = wall - USUAL_REFERENCE_MS;
      }
    });
    effect(() => {
      if (
        view.tab.value === 'variables' &&
        app.clock.value - this.askedAt > ASK_AGAIN_MS
      ) {
        this.askForOpened();
      }
    });
    effect(() => {
      const changes = this.changes.value;
      const column: Column = this.order.value.column;
      if (
        changes !== undefined &&
        view.tab.value === 'variables' &&
        (column === 'score' || column === 'change')
      ) {
        void changes.load(app.server).then(() => app.draw());
      }
    });
  }

  /**
   * Asks for members that the server has not sent, and asks again while the
   * table is shown, because the server forgets them after a minute.
   */
  openBranch(path: readonly string[]): void {
    const key = pathKey(path);
    this.opened.delete(key);
    this.opened.set(key, path);
    if (this.opened.size > MAX_OPENED) {
      this.opened.delete(this.opened.keys().next().value!);
    }
    this.askForOpened();
  }

  private askForOpened(): void {
    const store = this.app.live.peek();
    this.askedAt = this.app.clock.peek();
    if (store !== undefined) {
      for (const path of this.opened.values()) {
        void this.app.server.openBranch(store, path).catch(() => {});
      }
    }
  }

  /** Sorts by a column, or the other way round. */
  sortBy(column: Column): void {
    const { column: current, descending } = this.order.peek();
    this.app.view.sort.value = {
      column,
      descending:
        column === current ? !descending : ['value', 'change'].includes(column),
    };
  }

  setExpanded(key: string, isExpanded: boolean): void {
    this.expanded.value = new Map(this.expanded.peek()).set(key, isExpanded);
  }

  private update(): TableRows | undefined {
    const store = this.app.drawn.value;
    const query = this.query.value;
    const { built } = this;
    if (store === undefined) {
      return undefined;
    }
    const { filter, segment, sort } = query;
    const isSame = built?.store === store && built.query === query;
    const isByValue = ['value', 'change', 'score'].includes(sort);
    const isOutdated =
      filter.isIncomplete ||
      filter.dependsOnValues ||
      segment === 'changed' ||
      isByValue;
    if (
      isSame &&
      built.treeVersion === store.treeVersion &&
      !(isOutdated && store.tick >= built.tick + ORDER_TICKS)
    ) {
      return built.result;
    }
    let result = buildRows(store, query);
    if (isSame && isByValue && this.isInUse.peek()) {
      const keys = built.result.rows.map(({ key }) => key);
      result = { ...result, rows: keepOrder(result.rows, keys) };
    }
    const { treeVersion, tick } = store;
    this.built = { store, query, treeVersion, tick, result };
    return result;
  }
}

const tables = new WeakMap<AppState, VariableTable>();

/** Returns the one table of a page. */
export function tableOf(app: AppState): VariableTable {
  let table = tables.get(app);
  if (table === undefined) {
    table = new VariableTable(app);
    tables.set(app, table);
  }
  return table;
}
