import { showDifferences } from './compare.js';
import { Connection } from './connection.js';
import { byId, h, setAttribute, setPressed, setText } from './dom.js';
import { Drawer } from './drawer.js';
import { parseFilter, type Filter } from './filter.js';
import { formatDateTime, formatNumber } from './format.js';
import { handleShortcuts } from './keyboard.js';
import { printable } from './printable.js';
import { HISTORY_TICKS } from './ring-buffer.js';
import { buildRows } from './rows.js';
import { RuntimeCharts } from './runtime-charts.js';
import { SeriesLoader } from './series-loader.js';
import {
  downloadSnapshot,
  fetchAllSeries,
  loadedSeries,
  openSnapshot,
} from './snapshot.js';
import type { TickRange } from './sparkline.js';
import { Status } from './status.js';
import { Store } from './store.js';
import { Table } from './table.js';
import { t, useLanguage, type Language } from './text.js';
import { onThemeChange, useTheme, type Theme } from './theme.js';
import { Tiles } from './tiles.js';
import { RANGES, TABS, ViewState, type Tab } from './view-state.js';

/** The least time between two changes of an order that depends on values. */
const REORDER_MS = 3000;
/** Tables with more rows are sorted less often. */
const REORDER_MANY_MS = 6000;
const MANY_VARIABLES = 2000;
/** Rates become known with the first frames, so these reorder the rows. */
const FIRST_FRAMES = 5;
/** The ranges, in ticks, that charts show while the history is short. */
const SHORT_RANGES: readonly number[] = [60, 120, 300, HISTORY_TICKS];

const base = location.pathname.replace(/\/$/, '');
const documentUrl = base.replace(/\/[^/]*$/, '');

class Dashboard {
  private readonly view = new ViewState(base);
  private readonly status = new Status(() => this.connection.retry());
  private readonly charts = new RuntimeCharts();
  private readonly tiles = new Tiles((chart) => this.charts.scrollTo(chart));
  private readonly table = new Table({
    openDetails: (row) => this.view.set({ open: row.variable.key }),
    togglePin: (row) => this.view.togglePin(row.variable.key),
    setExpanded: (row, isExpanded) => {
      this.expanded.set(row.key, isExpanded);
      this.rebuildRows();
      this.draw();
    },
    sort: (column) => {
      const { sort, descending } = this.view.order;
      const isNumeric = column === 'value' || column === 'rate';
      this.view.set({
        sort: column,
        descending: sort === column ? !descending : isNumeric,
      });
    },
    scheduleDraw: () => this.scheduleDraw(),
    drawNow: () => this.drawTable(),
  });
  private readonly drawer = new Drawer(documentUrl, {
    close: () => this.view.set({ open: undefined }),
    togglePin: (key) => this.view.togglePin(key),
    isLive: (store) => this.isLive(store),
    scheduleDraw: () => this.scheduleDraw(),
  });
  private readonly connection = new Connection(base, {
    onConnectionState: (state) => this.status.setConnection(state),
    onState: (state) => this.useStore(new Store(state)),
    onFrame: (frame) => {
      this.live?.apply(frame);
      this.status.onData();
      this.onNewData();
    },
    onMixedProcesses: () =>
      this.status.showNotice('mixed-processes', {
        tone: 'warn',
        text: () => t.mixedProcesses,
      }),
  });
  private readonly filterInput = byId('filter') as HTMLInputElement;
  private readonly fileInput = byId('file') as HTMLInputElement;
  /** The rows, by key, that the user has expanded or collapsed. */
  private readonly expandedInTree = new Map<string, boolean>();
  /**
   * The rows that the user has expanded or collapsed while a filter or tab
   * narrows the tree.
   */
  private readonly expandedInMatches = new Map<string, boolean>();
  private filter: Filter = parseFilter('');
  /** The store of the connected process. */
  private live: Store | undefined;
  private seriesLoader: SeriesLoader | undefined;
  /** The snapshot that is shown instead of the process. */
  private snapshot: Store | undefined;
  /** The process may have been restarted since the pause. */
  private paused: { store: Store; at: number } | undefined;
  private isDrawScheduled = false;
  /** The version of the tree that the rows were built from; -1 for none. */
  private rowsVersion = -1;
  private reorderedAt = 0;
  private omitted = 0;

  start(): void {
    const { theme, language, filter } = this.view.current;
    useTheme(theme);
    this.createButtons();
    this.setLanguage(language);
    this.filterInput.value = filter;
    this.filter = parseFilter(filter);
    this.showFilterError();
    this.view.onChange((changed) => this.onViewChange(changed));
    onThemeChange(() => this.scheduleDraw());
    document.addEventListener('visibilitychange', () => this.scheduleDraw());
    setInterval(() => this.status.update(), 1000);
    this.addListeners();
    this.connection.start();
  }

  private get expanded(): Map<string, boolean> {
    return this.filter.isEmpty && this.view.current.tab === 'all'
      ? this.expandedInTree
      : this.expandedInMatches;
  }

  private get shown(): Store | undefined {
    return this.snapshot ?? this.paused?.store ?? this.live;
  }

  private isLive(store: Store): boolean {
    return (
      store !== this.snapshot && store.process.id === this.live?.process.id
    );
  }

  private useStore(store: Store): void {
    const previous = this.live;
    this.seriesLoader?.close();
    this.live = store;
    this.seriesLoader = new SeriesLoader(base, store, () =>
      this.scheduleDraw(),
    );
    this.rowsVersion = -1;
    if (previous !== undefined && previous.process.id !== store.process.id) {
      const { pid, host } = store.process;
      this.status.showNotice('restarted', {
        tone: 'info',
        text: () => t.restarted(pid, printable(host, 80)),
      });
      if (this.shown === store) {
        void this.drawer.fetchJson(store);
      }
    }
    if (!store.hasHistory && previous === undefined) {
      this.status.showNotice('no-history', {
        tone: 'info',
        text: () => t.noHistory,
      });
    }
    this.openDrawer(false);
    this.onNewData();
  }

  private onNewData(): void {
    const { live, paused } = this;
    if (live === undefined) {
      return;
    }
    if (paused !== undefined) {
      this.status.setPause(live.at - paused.at);
    } else if (this.snapshot === undefined) {
      this.scheduleDraw();
    }
  }

  private scheduleDraw(): void {
    if (!this.isDrawScheduled && !document.hidden) {
      this.isDrawScheduled = true;
      requestAnimationFrame(() => {
        this.isDrawScheduled = false;
        this.draw();
      });
    }
  }

  private rangeOf(store: Store): TickRange {
    const to = store.shownTick;
    const wanted = Math.min(
      HISTORY_TICKS,
      (this.view.current.range * 60_000) / store.intervalMs,
    );
    const known = to - store.firstTick + 1;
    const length = Math.min(
      wanted,
      SHORT_RANGES.find((range) => range >= known) ?? HISTORY_TICKS,
    );
    return { from: Math.max(store.firstTick, to - length + 1), to, length };
  }

  private draw(): void {
    const store = this.shown;
    if (store === undefined || document.hidden) {
      return;
    }
    byId('main').hidden = false;
    const range = this.rangeOf(store);
    this.status.showProcess(store);
    this.showOmitted(store);
    this.tiles.update(store, range);
    this.charts.update(store, range);
    this.drawTable();
    this.drawer.update(
      store,
      range,
      this.view.current.pins.has(this.drawer.openKey ?? ''),
    );
    if (store === this.live) {
      this.seriesLoader?.load([
        ...this.table.visibleSeries(store),
        ...this.drawer.visibleSeries(),
      ]);
    }
  }

  private drawTable(): void {
    const store = this.shown;
    if (store === undefined) {
      return;
    }
    const { tab } = this.view.current;
    const { sort } = this.view.order;
    const dependsOnValues =
      sort === 'value' ||
      sort === 'rate' ||
      tab === 'changing' ||
      this.filter.dependsOnValues;
    const reorderMs =
      store.frameCount < FIRST_FRAMES
        ? 0
        : store.valuesById.size > MANY_VARIABLES
          ? REORDER_MANY_MS
          : REORDER_MS;
    const isOutdated =
      this.rowsVersion !== store.treeVersion ||
      (dependsOnValues &&
        this.paused === undefined &&
        Date.now() - this.reorderedAt >= reorderMs);
    const mustNotMove = dependsOnValues && this.table.isInUse;
    if (this.rowsVersion < 0 || (isOutdated && !mustNotMove)) {
      this.rebuildRows();
    }
    this.table.draw(store, this.rangeOf(store));
  }

  private rebuildRows(): void {
    const store = this.shown;
    if (store === undefined) {
      return;
    }
    this.reorderedAt = Date.now();
    this.rowsVersion = store.treeVersion;
    const { tab, pins } = this.view.current;
    const { sort, descending } = this.view.order;
    const rows = buildRows(store, {
      filter: this.filter,
      tab,
      sort,
      descending,
      pins,
      expanded: this.expanded,
    });
    this.table.setRows(rows, tab, !this.filter.isEmpty);
    this.table.showOrder(sort, descending);
    this.labelTabs(store);
  }

  private showOmitted({ omitted }: Store): void {
    if (omitted === this.omitted) {
      return;
    }
    this.omitted = omitted;
    if (omitted === 0) {
      this.status.hideNotice('omitted');
      return;
    }
    this.status.showNotice('omitted', {
      tone: 'warn',
      text: () => t.omitted(formatNumber(omitted)),
    });
  }

  private onViewChange(changed: Partial<ViewState['current']>): void {
    const { current } = this.view;
    if (changed.theme !== undefined) {
      useTheme(changed.theme);
    }
    if (changed.language !== undefined) {
      this.setLanguage(changed.language);
    }
    if (changed.filter !== undefined) {
      if (this.filterInput.value !== changed.filter) {
        this.filterInput.value = changed.filter;
      }
      this.expandedInMatches.clear();
    }
    if (changed.filter !== undefined || changed.language !== undefined) {
      this.filter = parseFilter(current.filter);
      this.showFilterError();
    }
    if (changed.tab !== undefined || changed.range !== undefined) {
      this.markPressedButtons();
    }
    if ('open' in changed && current.open !== this.drawer.openKey) {
      this.openDrawer(true);
    }
    if (!('open' in changed) || Object.keys(changed).length > 1) {
      this.rebuildRows();
    }
    this.scheduleDraw();
  }

  private showFilterError(): void {
    const { error } = this.filter;
    setText(
      byId('filter-problem'),
      error === undefined ? '' : t.invalidFilter(error),
    );
    setAttribute(
      this.filterInput,
      'aria-invalid',
      error === undefined ? null : 'true',
    );
  }

  private openDrawer(focus: boolean): void {
    const store = this.shown;
    const { open } = this.view.current;
    if (store === undefined) {
      return;
    }
    const previous = this.drawer.openKey;
    if (open === previous && !focus) {
      this.drawer.findVariable();
      return;
    }
    this.drawer.show(open, store, focus);
    if (open === undefined && previous !== undefined && focus) {
      if (!this.table.focusVisibleRow(previous)) {
        this.filterInput.focus({ preventScroll: true });
      }
    }
    this.scheduleDraw();
  }

  private createButtons(): void {
    byId('ranges').append(
      ...RANGES.map((range) => {
        const button = h('button', { type: 'button', value: range });
        button.addEventListener('click', () => this.view.set({ range }));
        return button;
      }),
    );
    byId('tabs').append(
      ...TABS.map((tab) => {
        const button = h('button', { type: 'button', value: tab });
        button.addEventListener('click', () => this.view.set({ tab }));
        return button;
      }),
    );
    this.markPressedButtons();
  }

  private markPressedButtons(): void {
    const { range, tab } = this.view.current;
    setPressed(byId('ranges'), ({ value }) => value === String(range));
    setPressed(byId('tabs'), ({ value }) => value === tab);
  }

  private labelTabs(store: Store | undefined): void {
    const alarms: Partial<Record<Tab, number>> = {
      failing: store?.failures.length ?? 0,
      overLimit: store?.limitLevels.count ?? 0,
    };
    for (const button of byId('tabs').querySelectorAll('button')) {
      const tab = button.value as Tab;
      const count = alarms[tab] ?? 0;
      setText(
        button,
        count > 0 ? `⚠ ${t.tabs[tab]} ${formatNumber(count)}` : t.tabs[tab],
      );
      button.classList.toggle('alarm', count > 0);
    }
  }

  private setLanguage(language: Language): void {
    useLanguage(language);
    (byId('language') as HTMLSelectElement).value =
      t.lang === 'en' ? 'en' : 'zh';
    (byId('theme') as HTMLSelectElement).value = this.view.current.theme;
    for (const button of byId('ranges').querySelectorAll('button')) {
      setText(button, t.minutes(Number(button.value)));
      setAttribute(button, 'title', t.minutesLong(Number(button.value)));
    }
    byId('key-list').replaceChildren(
      ...t.keyList.flatMap(([keys, description]) => [
        h('dt', {}, ...keys.split(' ').map((key) => h('kbd', {}, key))),
        h('dd', {}, description),
      ]),
    );
    this.labelTabs(this.shown);
    this.labelPause();
    this.status.translate();
  }

  private labelPause(): void {
    const isPaused = this.paused !== undefined;
    setText(byId('pause'), isPaused ? t.resume : t.pause);
    setAttribute(byId('pause'), 'aria-pressed', String(isPaused));
  }

  private togglePause(): void {
    const { live, paused } = this;
    if (this.snapshot !== undefined) {
      return;
    }
    if (paused !== undefined) {
      paused.store.resume();
      this.paused = undefined;
      this.status.setPause(undefined);
      this.rowsVersion = -1;
      this.onNewData();
    } else if (live !== undefined) {
      this.paused = { store: live, at: live.at };
      live.pause();
      this.status.setPause(0);
    }
    this.labelPause();
  }

  private async saveSnapshot(): Promise<void> {
    const store = this.shown;
    if (store === undefined) {
      return;
    }
    let series = loadedSeries(store);
    this.status.hideNotice('save');
    if (this.isLive(store)) {
      try {
        series = await fetchAllSeries(base, store);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.status.showNotice('save', {
          tone: 'warn',
          text: () => t.seriesNotSaved(printable(reason, 200)),
        });
      }
    }
    downloadSnapshot(store, series);
  }

  private addListeners(): void {
    const { view, filterInput, fileInput } = this;
    const shortcuts = byId('shortcuts') as HTMLDialogElement;
    byId('pause').addEventListener('click', () => this.togglePause());
    byId('save').addEventListener('click', () => {
      void this.saveSnapshot();
    });
    byId('load').addEventListener('click', () => fileInput.click());
    byId('help').addEventListener('click', () => shortcuts.showModal());
    byId('theme').addEventListener('change', (event) => {
      view.set({ theme: (event.target as HTMLSelectElement).value as Theme });
    });
    byId('language').addEventListener('change', (event) => {
      view.set({
        language: (event.target as HTMLSelectElement).value as Language,
      });
    });
    byId('skip').addEventListener('click', (event) => {
      event.preventDefault();
      this.table.focusFirst();
    });
    filterInput.addEventListener('input', () =>
      view.set({ filter: filterInput.value }),
    );
    filterInput.addEventListener('keydown', (event) => {
      if (event.key === 'ArrowDown' || event.key === 'Enter') {
        event.preventDefault();
        this.table.focusFirst();
      }
    });
    fileInput.addEventListener('change', () => {
      void this.openFiles([...(fileInput.files ?? [])]);
      fileInput.value = '';
    });
    for (const dialog of document.querySelectorAll('dialog')) {
      dialog.addEventListener('click', (event) => {
        const isBackdrop = event.target === dialog;
        if (isBackdrop) {
          dialog.close();
        }
      });
    }
    this.addDropListeners();
    handleShortcuts({
      focusFilter: () => {
        filterInput.focus();
        filterInput.select();
      },
      togglePause: () => this.togglePause(),
      setRange: (range) => view.set({ range }),
      showShortcuts: () => shortcuts.showModal(),
      focusTable: () => this.table.focusFirst(),
      escape: () => {
        const isFilterFocused = document.activeElement === filterInput;
        if (isFilterFocused && filterInput.value !== '') {
          view.set({ filter: '' });
        } else if (isFilterFocused) {
          this.table.focusFirst();
        } else if (view.current.open !== undefined) {
          view.set({ open: undefined });
        } else if (view.current.filter !== '') {
          view.set({ filter: '' });
        } else {
          return false;
        }
        return true;
      },
    });
  }

  private addDropListeners(): void {
    const dropTarget = byId('drop');
    const hasFiles = (event: DragEvent): boolean =>
      event.dataTransfer?.types.includes('Files') === true;
    addEventListener('dragover', (event) => {
      if (hasFiles(event)) {
        event.preventDefault();
        dropTarget.hidden = false;
      }
    });
    addEventListener('dragleave', (event) => {
      if (event.relatedTarget === null) {
        dropTarget.hidden = true;
      }
    });
    addEventListener('drop', (event) => {
      dropTarget.hidden = true;
      if (hasFiles(event)) {
        event.preventDefault();
        void this.openFiles([...(event.dataTransfer?.files ?? [])]);
      }
    });
  }

  private async openFiles(files: readonly File[]): Promise<void> {
    const stores: Store[] = [];
    for (const file of files.slice(0, 2)) {
      const store = await openSnapshot(file);
      if (typeof store === 'string') {
        this.status.showNotice('file', {
          tone: 'bad',
          text: () => t.fileProblems[store](printable(file.name, 80)),
        });
        return;
      }
      stores.push(store);
    }
    const [first, second = this.snapshot] = stores;
    if (first === undefined) {
      return;
    }
    this.status.hideNotice('file');
    if (second === undefined) {
      this.showSnapshot(first);
    } else if (first.at <= second.at) {
      showDifferences(first, second);
    } else {
      showDifferences(second, first);
    }
  }

  /** @param snapshot undefined to show the connected process again */
  private showSnapshot(snapshot: Store | undefined): void {
    this.snapshot = snapshot;
    this.rowsVersion = -1;
    this.status.setSnapshot(snapshot !== undefined);
    (byId('pause') as HTMLButtonElement).disabled = snapshot !== undefined;
    document.body.classList.toggle('is-snapshot', snapshot !== undefined);
    if (snapshot === undefined) {
      this.status.hideNotice('snapshot');
    } else {
      this.status.showNotice('snapshot', {
        tone: 'info',
        text: () =>
          t.snapshotOf(
            printable(snapshot.process.app, 80),
            formatDateTime(snapshot.at),
          ),
        buttons: [
          [
            () => t.compareLive,
            () => {
              if (this.live !== undefined) {
                showDifferences(snapshot, this.live);
              }
            },
          ],
          [() => t.backToLive, () => this.showSnapshot(undefined)],
        ],
        isClosable: false,
      });
    }
    this.scheduleDraw();
  }
}

new Dashboard().start();
