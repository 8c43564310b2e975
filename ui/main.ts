import { showDifferences } from './compare.js';
import { Connection } from './connection.js';
import { Courses } from './courses.js';
import { byId, h, pressOne, setAttribute, setText } from './dom.js';
import { Drawer } from './drawer.js';
import { parseFilter, type Filter } from './filter.js';
import { formatMoment, formatNumber } from './format.js';
import { listenToKeys } from './keyboard.js';
import { printable } from './printable.js';
import { RING_TICKS } from './ring.js';
import { buildRows } from './rows.js';
import { RuntimeCharts } from './runtime-charts.js';
import { fetchSeries, parseSnapshot, save, seriesOf } from './snapshot.js';
import type { Span } from './sparkline.js';
import { Status } from './status.js';
import { Store } from './store.js';
import { Table } from './table.js';
import { t, useLanguage, type Language } from './text.js';
import { onThemeChange, useTheme, type Theme } from './theme.js';
import { Tiles } from './tiles.js';
import { RANGES, SHOWS, ViewState, type Show } from './view-state.js';

/**
 * Rows move no more often than this while values decide their order; more of
 * them less often, because they take longer to sort.
 */
const REORDER_MS = 3000;
const REORDER_MANY_MS = 6000;
const MANY = 2000;
/** In ticks, what is shown of a process that is young. */
const WINDOWS: readonly number[] = [60, 120, 300, RING_TICKS];
/** Until then rates are only being found out. */
const FIRST_FRAMES = 5;

const base = location.pathname.replace(/\/$/, '');
const documentUrl = base.replace(/\/[^/]*$/, '');

class Page {
  private readonly view = new ViewState(base);
  private readonly status = new Status({
    retry: () => this.connection.retry(),
  });
  private readonly charts = new RuntimeCharts();
  private readonly tiles = new Tiles((chart) => this.charts.show(chart));
  private readonly table = new Table(
    {
      open: (row) => this.view.set({ open: row.variable.key }),
      pin: (row) => this.view.togglePin(row.variable.key),
      toggle: (row, open) => {
        this.openedNow.set(row.key, open);
        this.rebuild();
        this.draw();
      },
      sort: (column) => {
        const { sort, descending } = this.view.order;
        const byNumber = column === 'value' || column === 'rate';
        this.view.set({
          sort: column,
          descending: sort === column ? !descending : byNumber,
        });
      },
    },
    () => this.schedule(),
    () => this.drawTable(),
  );
  private readonly drawer = new Drawer(
    documentUrl,
    {
      close: () => this.view.set({ open: undefined }),
      pin: (key) => this.view.togglePin(key),
      isLive: (store) => this.isLive(store),
    },
    () => this.schedule(),
  );
  private readonly connection = new Connection(base, {
    linked: (link) => this.status.linked(link),
    state: (state) => this.received(new Store(state)),
    frame: (frame) => {
      this.live?.apply(frame);
      this.status.heard();
      this.ticked();
    },
    scattered: () =>
      this.status.notice('scattered', {
        tone: 'warn',
        text: () => t.scattered,
        buttons: [],
        closable: true,
      }),
  });
  private readonly input = byId('filter') as HTMLInputElement;
  private readonly file = byId('file') as HTMLInputElement;
  /** What the reader has opened and closed: of all, and of what is filtered. */
  private readonly opened = new Map<string, boolean>();
  private readonly openedOfFiltered = new Map<string, boolean>();
  private filter: Filter = parseFilter('');
  /** Of the process that answers. */
  private live: Store | undefined;
  private courses: Courses | undefined;
  /** A snapshot that is looked at instead. */
  private snapshot: Store | undefined;
  /** What is shown while paused, whatever answers by then, and its last tick. */
  private paused: { store: Store; tick: number; at: number } | undefined;
  private scheduled = false;
  private structure = -1;
  private reorderedAt = 0;
  private omitted = 0;

  start(): void {
    const { theme, language, filter } = this.view.now;
    useTheme(theme);
    this.makeControls();
    this.speak(language);
    this.input.value = filter;
    this.filter = parseFilter(filter);
    this.view.onChange((changed) => this.chosen(changed));
    onThemeChange(() => this.schedule());
    document.addEventListener('visibilitychange', () => this.schedule());
    setInterval(() => this.status.tick(), 1000);
    this.listen();
    this.connection.start();
  }

  private get openedNow(): Map<string, boolean> {
    return this.filter.empty && this.view.now.show === 'all'
      ? this.opened
      : this.openedOfFiltered;
  }

  private get shown(): Store | undefined {
    return this.snapshot ?? this.paused?.store ?? this.live;
  }

  /** Of the process that answers. */
  private isLive(store: Store): boolean {
    return (
      store !== this.snapshot && store.process.id === this.live?.process.id
    );
  }

  private received(store: Store): void {
    const before = this.live;
    this.courses?.close();
    this.live = store;
    this.courses = new Courses(base, store, () => this.schedule());
    this.structure = -1;
    if (before !== undefined && before.process.id !== store.process.id) {
      const { pid, host } = store.process;
      this.status.notice('restarted', {
        tone: 'info',
        text: () => t.restarted(pid, printable(host, 80)),
        buttons: [],
        closable: true,
      });
      if (this.shown === store) {
        void this.drawer.fetch(store);
      }
    }
    if (!store.history && before === undefined) {
      this.status.notice('no-history', {
        tone: 'info',
        text: () => t.noHistory,
        buttons: [],
        closable: true,
      });
    }
    this.openDrawer(false);
    this.ticked();
  }

  /** Something is new, which is shown unless the reader wants it still. */
  private ticked(): void {
    const { live, paused } = this;
    if (live === undefined) {
      return;
    }
    if (paused !== undefined) {
      this.status.paused(live.at - paused.at);
    } else if (this.snapshot === undefined) {
      this.schedule();
    }
  }

  private schedule(): void {
    if (!this.scheduled && !document.hidden) {
      this.scheduled = true;
      requestAnimationFrame(() => {
        this.scheduled = false;
        this.draw();
      });
    }
  }

  private span(store: Store): Span & { length: number } {
    const { paused } = this;
    const to = paused?.store === store ? paused.tick : store.tick;
    const wanted = Math.min(
      RING_TICKS,
      (this.view.now.range * 60_000) / store.intervalMs,
    );
    // Of a process that is younger, no more than what there is to see.
    const known = to - store.firstTick + 1;
    const length = Math.min(
      wanted,
      WINDOWS.find((window) => window >= known) ?? RING_TICKS,
    );
    return {
      from: Math.max(store.firstTick, to - length + 1),
      to,
      length,
    };
  }

  private draw(): void {
    const store = this.shown;
    if (store === undefined || document.hidden) {
      return;
    }
    byId('main').hidden = false;
    const span = this.span(store);
    this.status.process(store);
    this.tellOmitted(store);
    this.tiles.update(store, span, span.length);
    this.charts.update(store, span, span.length);
    this.drawTable();
    this.drawer.update(
      store,
      span,
      span.length,
      this.view.now.pins.has(this.drawer.openKey ?? ''),
    );
    if (store === this.live) {
      this.courses?.want([...this.table.seen(store), ...this.drawer.wanted()]);
    }
  }

  private drawTable(): void {
    const store = this.shown;
    if (store === undefined) {
      return;
    }
    const { show } = this.view.now;
    const { sort } = this.view.order;
    const moves =
      sort === 'value' ||
      sort === 'rate' ||
      show === 'changing' ||
      this.filter.onValues;
    const now = Date.now();
    const reorderMs =
      store.frames < FIRST_FRAMES
        ? 0
        : store.leaves.size > MANY
          ? REORDER_MANY_MS
          : REORDER_MS;
    const isDue =
      this.structure !== store.structure ||
      (moves &&
        this.paused === undefined &&
        now - this.reorderedAt >= reorderMs);
    if (this.structure < 0 || (isDue && !(moves && this.table.isInUse))) {
      this.rebuild();
    }
    const span = this.span(store);
    this.table.render(store, span, span.length);
  }

  private rebuild(): void {
    const store = this.shown;
    if (store === undefined) {
      return;
    }
    this.reorderedAt = Date.now();
    this.structure = store.structure;
    const { show, pins } = this.view.now;
    const { sort, descending } = this.view.order;
    const rows = buildRows(store, {
      filter: this.filter,
      show,
      sort,
      descending,
      pins,
      opened: this.openedNow,
    });
    this.table.use(rows, show, !this.filter.empty);
    this.table.sorted(sort, descending);
    this.labelShows(store);
  }

  private tellOmitted({ omitted }: Store): void {
    if (omitted === this.omitted) {
      return;
    }
    this.omitted = omitted;
    if (omitted === 0) {
      this.status.drop('omitted');
      return;
    }
    this.status.notice('omitted', {
      tone: 'warn',
      text: () => t.omitted(formatNumber(omitted)),
      buttons: [],
      closable: true,
    });
  }

  private chosen(changed: Partial<ViewState['now']>): void {
    const { view } = this;
    if (changed.theme !== undefined) {
      useTheme(changed.theme);
    }
    if (changed.language !== undefined) {
      this.speak(changed.language);
    }
    if (changed.filter !== undefined) {
      if (this.input.value !== changed.filter) {
        this.input.value = changed.filter;
      }
      this.filter = parseFilter(changed.filter);
      this.openedOfFiltered.clear();
    }
    if (changed.show !== undefined || changed.range !== undefined) {
      this.press();
    }
    if ('open' in changed && view.now.open !== this.drawer.openKey) {
      this.openDrawer(true);
    }
    if (!('open' in changed) || Object.keys(changed).length > 1) {
      this.rebuild();
    }
    setText(
      byId('filter-problem'),
      this.filter.problem === undefined ? '' : t.badFilter(this.filter.problem),
    );
    setAttribute(
      this.input,
      'aria-invalid',
      this.filter.problem === undefined ? null : 'true',
    );
    this.schedule();
  }

  private openDrawer(focus: boolean): void {
    const store = this.shown;
    const { open } = this.view.now;
    if (store === undefined) {
      return;
    }
    const before = this.drawer.openKey;
    if (open === before && !focus) {
      this.drawer.find();
      return;
    }
    this.drawer.show(open, store, focus);
    if (open === undefined && before !== undefined && focus) {
      if (!this.table.focusRow(before)) {
        this.input.focus({ preventScroll: true });
      }
    }
    this.schedule();
  }

  private makeControls(): void {
    byId('ranges').append(
      ...RANGES.map((minutes) => {
        const button = h('button', { type: 'button', value: minutes });
        button.addEventListener('click', () =>
          this.view.set({ range: minutes }),
        );
        return button;
      }),
    );
    byId('shows').append(
      ...SHOWS.map((show) => {
        const button = h('button', { type: 'button', value: show });
        button.addEventListener('click', () => this.view.set({ show }));
        return button;
      }),
    );
    this.press();
  }

  private press(): void {
    const { range, show } = this.view.now;
    pressOne(byId('ranges'), ({ value }) => value === String(range));
    pressOne(byId('shows'), ({ value }) => value === show);
  }

  private labelShows(store: Store | undefined): void {
    const labels: Record<Show, string> = {
      all: t.showAll,
      changing: t.showChanging,
      pinned: t.showPinned,
      failing: t.showFailing,
    };
    const failures = store?.failures.length ?? 0;
    for (const button of byId('shows').querySelectorAll('button')) {
      const show = button.value as Show;
      setText(
        button,
        show === 'failing' && failures > 0
          ? `⚠ ${labels.failing} ${formatNumber(failures)}`
          : labels[show],
      );
      button.classList.toggle('alarm', show === 'failing' && failures > 0);
    }
  }

  private speak(language: Language): void {
    useLanguage(language);
    (byId('language') as HTMLSelectElement).value =
      t.lang === 'en' ? 'en' : 'zh';
    (byId('theme') as HTMLSelectElement).value = this.view.now.theme;
    for (const button of byId('ranges').querySelectorAll('button')) {
      setText(button, t.minutes(Number(button.value)));
      setAttribute(button, 'title', t.minutesLong(Number(button.value)));
    }
    byId('key-list').replaceChildren(
      ...t.keyList.flatMap(([keys, does]) => [
        h('dt', {}, ...keys.split(' ').map((key) => h('kbd', {}, key))),
        h('dd', {}, does),
      ]),
    );
    this.labelShows(this.shown);
    this.labelPause();
    this.status.translate();
  }

  private labelPause(): void {
    const paused = this.paused !== undefined;
    setText(byId('pause'), paused ? t.resume : t.pause);
    setAttribute(byId('pause'), 'aria-pressed', String(paused));
  }

  private togglePause(): void {
    const { live } = this;
    if (this.snapshot !== undefined) {
      return;
    }
    if (this.paused !== undefined) {
      this.resume();
      this.ticked();
    } else if (live !== undefined) {
      this.paused = { store: live, tick: live.tick, at: live.at };
      live.pause();
      this.status.paused(0);
    }
    this.labelPause();
  }

  private resume(): void {
    this.paused?.store.release();
    this.paused = undefined;
    this.status.paused(undefined);
    this.structure = -1;
    this.labelPause();
  }

  private async save(): Promise<void> {
    const store = this.shown;
    if (store === undefined) {
      return;
    }
    let series = seriesOf(store);
    this.status.drop('save');
    if (this.isLive(store)) {
      try {
        series = await fetchSeries(base, store);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        this.status.notice('save', {
          tone: 'warn',
          text: () => t.notSaved(printable(why, 200)),
          buttons: [],
          closable: true,
        });
      }
    }
    save(store, series);
  }

  private listen(): void {
    const { view, input, file } = this;
    const keys = byId('keys') as HTMLDialogElement;
    byId('pause').addEventListener('click', () => this.togglePause());
    byId('save').addEventListener('click', () => {
      void this.save();
    });
    byId('load').addEventListener('click', () => file.click());
    byId('help').addEventListener('click', () => keys.showModal());
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
    input.addEventListener('input', () => view.set({ filter: input.value }));
    input.addEventListener('keydown', (event) => {
      if (event.key === 'ArrowDown' || event.key === 'Enter') {
        event.preventDefault();
        this.table.focusFirst();
      }
    });
    file.addEventListener('change', () => {
      void this.openFiles([...(file.files ?? [])]);
      file.value = '';
    });
    for (const dialog of document.querySelectorAll('dialog')) {
      // Beside it, which is on the dialog's own backdrop.
      dialog.addEventListener('click', (event) => {
        if (event.target === dialog) {
          dialog.close();
        }
      });
    }
    this.listenToDrops();
    listenToKeys({
      filter: () => {
        input.focus();
        input.select();
      },
      pause: () => this.togglePause(),
      range: (range) => view.set({ range }),
      help: () => keys.showModal(),
      table: () => this.table.focusFirst(),
      escape: () => {
        if (document.activeElement === input && input.value !== '') {
          view.set({ filter: '' });
        } else if (document.activeElement === input) {
          this.table.focusFirst();
        } else if (view.now.open !== undefined) {
          view.set({ open: undefined });
        } else if (view.now.filter !== '') {
          view.set({ filter: '' });
        } else {
          return false;
        }
        return true;
      },
    });
  }

  private listenToDrops(): void {
    const drop = byId('drop');
    const isFile = (event: DragEvent): boolean =>
      event.dataTransfer?.types.includes('Files') === true;
    addEventListener('dragover', (event) => {
      if (isFile(event)) {
        event.preventDefault();
        drop.hidden = false;
      }
    });
    addEventListener('dragleave', (event) => {
      if (event.relatedTarget === null) {
        drop.hidden = true;
      }
    });
    addEventListener('drop', (event) => {
      drop.hidden = true;
      if (isFile(event)) {
        event.preventDefault();
        void this.openFiles([...(event.dataTransfer?.files ?? [])]);
      }
    });
  }

  private async openFiles(files: readonly File[]): Promise<void> {
    const stores: Store[] = [];
    for (const file of files.slice(0, 2)) {
      const text = await file.text();
      const store = parseSnapshot(text, file.name, file.lastModified);
      if (store === undefined) {
        this.status.notice('file', {
          tone: 'bad',
          text: () => t.notASnapshot(printable(file.name, 80)),
          buttons: [],
          closable: true,
        });
        return;
      }
      stores.push(store);
    }
    const [first, second] = stores;
    if (first === undefined) {
      return;
    }
    this.status.drop('file');
    if (second !== undefined) {
      const inOrder = first.at <= second.at;
      showDifferences(inOrder ? first : second, inOrder ? second : first);
    } else if (this.snapshot !== undefined) {
      const inOrder = this.snapshot.at <= first.at;
      showDifferences(
        inOrder ? this.snapshot : first,
        inOrder ? first : this.snapshot,
      );
    } else {
      this.look(first);
    }
  }

  /** At a snapshot, or at what is live. */
  private look(snapshot: Store | undefined): void {
    this.snapshot = snapshot;
    this.structure = -1;
    this.status.viewing(snapshot !== undefined);
    (byId('pause') as HTMLButtonElement).disabled = snapshot !== undefined;
    document.body.classList.toggle('is-snapshot', snapshot !== undefined);
    if (snapshot === undefined) {
      this.status.drop('snapshot');
    } else {
      this.status.notice('snapshot', {
        tone: 'info',
        text: () =>
          t.snapshotOf(
            printable(snapshot.process.app, 80),
            formatMoment(snapshot.at),
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
          [() => t.backToLive, () => this.look(undefined)],
        ],
        closable: false,
      });
    }
    this.schedule();
  }
}

new Page().start();
