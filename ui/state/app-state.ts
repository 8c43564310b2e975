import {
  batch,
  computed,
  effect,
  signal,
  type ReadonlySignal,
  type Signal,
} from '@preact/signals-core';
import type { Delta, Snapshot } from '../../src/dashboard/protocol/types.js';
import { t } from '../text/index.js';
import type { ConnectionState } from './connection-state.js';
import { FindingTracker, type Finding, type Restart } from './findings.js';
import { findingText } from './finding-text.js';
import { formatDuration, formatNumber, formatTime } from './format.js';
import { printable } from './printable.js';
import type { Server } from './server.js';
import { Store } from './store.js';
import { TimeAxis } from './time-axis.js';
import { View, type Browser } from './view.js';

/** A live process that has sent nothing for longer is shown as silent. */
const SILENT_MS = 4000;
/** A page that polls every 5 seconds waits longer. */
const SILENT_WHEN_FULL_MS = 12_000;
/** The processes of before that stay in view. */
const MAX_PAST = 2;

/** The minutes that charts show while the history is shorter than the range. */
const SHORT_RANGES = [1, 2, 5];

export type Tone = 'info' | 'warning' | 'critical';

/** A line below the header. The same id replaces the notice. */
export interface Notice {
  readonly id: string;
  readonly tone: Tone;
  /** Called whenever the language changes. */
  readonly text: () => string;
  readonly detail?: string;
  readonly buttons?: readonly {
    readonly label: () => string;
    readonly onClick: () => void;
  }[];
  /** False for a notice that stays while its cause lasts. */
  readonly isClosable?: boolean;
}

/** The process took the place of another one, or answers instead of it. */
export interface ProcessChange extends Restart {
  /** Milliseconds. */
  readonly oldUptime: number;
  readonly host: string;
  /** `replica`: the old process was still running when the new one started. */
  readonly cause: 'closed' | 'unknown' | 'replica';
}

/** Everything that the page knows and shows. */
export class AppState {
  readonly view: View;
  /** The store of the connected process. */
  readonly live: Signal<Store | undefined> = signal(undefined);
  /** The stores of processes that were connected before, oldest first. */
  readonly past: Signal<readonly Store[]> = signal([]);
  /** The opened snapshot file. */
  readonly snapshotFile: Signal<Store | undefined> = signal(undefined);
  readonly shown: ReadonlySignal<Store | undefined> = computed(
    () => this.snapshotFile.value ?? this.live.value,
  );
  /** Increases when the shown store has changed and must be drawn. */
  readonly tick = signal(0);
  readonly connection: Signal<ConnectionState> = signal({
    status: 'connecting',
  });
  readonly processChange: Signal<ProcessChange | undefined> = signal(undefined);
  readonly notices: Signal<readonly Notice[]> = signal([]);
  /** The things that are wrong with the live process, the worst first. */
  readonly findings: ReadonlySignal<readonly Finding[]> = computed(() =>
    this.snapshotFile.value === undefined ? this.liveFindings.value : [],
  );
  /** The x under the pointer or the keyboard cursor, on all charts. */
  readonly cursor: Signal<number | undefined> = signal(undefined);
  /** The time of the browser's clock, every second. */
  readonly clock: Signal<number>;
  /** True while the tab of the browser is in the background. */
  readonly isHidden = signal(false);
  /** How much newer the process is than the paused page, in ms. */
  readonly behindMs = signal(0);
  private readonly isPausedByUser = signal(false);
  readonly isPaused: ReadonlySignal<boolean> = computed(
    () =>
      this.snapshotFile.value === undefined &&
      (this.isPausedByUser.value || this.view.zoom.value !== undefined),
  );
  /** Milliseconds since the last message, or undefined if there is no silence. */
  readonly silentMs: ReadonlySignal<number | undefined>;
  /** False if the figures are not those of now. */
  readonly isLive: ReadonlySignal<boolean> = computed(
    () =>
      this.shown.value !== undefined &&
      this.snapshotFile.value === undefined &&
      !this.isPaused.value &&
      isConnected(this.connection.value) &&
      this.silentMs.value === undefined,
  );
  /** The time that figures are of, by the wall clock, if they are not live. */
  readonly asOf: ReadonlySignal<number | undefined> = computed(() =>
    this.isLive.value || this.connection.value.status === 'connecting'
      ? undefined
      : this.drawn.value?.wall,
  );
  /**
   * The shown store. Readers are notified of each tick, which a computed signal
   * would not do, because it is the same store.
   */
  readonly drawn: { readonly value: Store | undefined } = readAtEachTick(
    this.tick,
    this.shown,
  );
  readonly axis: ReadonlySignal<TimeAxis | undefined> = computed(() => {
    const store = this.shown.value;
    const past = this.snapshotFile.value ? [] : this.past.value;
    return store && new TimeAxis(store, past);
  });
  /** The range of x that all charts show. */
  readonly window: ReadonlySignal<{ from: number; to: number }> = computed(
    () => {
      void this.tick.value;
      const axis = this.axis.value;
      const zoom = this.view.zoom.value;
      if (axis === undefined) {
        return { from: 0, to: 1 };
      }
      if (zoom !== undefined) {
        const from = axis.toX(zoom.from);
        const to = axis.toX(zoom.to);
        if (from < to) {
          return { from, to };
        }
      }
      const known = axis.end - axis.start;
      const minutes = Math.min(
        this.view.range.value,
        SHORT_RANGES.find((range) => range * 60_000 >= known) ?? Infinity,
      );
      return { from: axis.end - minutes * 60_000, to: axis.end };
    },
  );
  /** The title of the browser's tab, which says what is wrong. */
  readonly title: ReadonlySignal<string> = computed(() => {
    const store = this.drawn.value;
    const findings = this.findings.value;
    const alarms = findings.reduce((sum, { more }) => sum + 1 + more, 0);
    const [worst] = findings;
    return t.shell.title(
      formatNumber(alarms),
      worst === undefined ? '' : findingText(worst, t),
      store === undefined ? 'expvar' : printable(store.process.app, 80),
    );
  });
  private readonly liveFindings: Signal<readonly Finding[]> = signal([]);
  private readonly lastMessageAt: Signal<number>;
  /** When the process of `live` has last sent something. */
  private heardAt = 0;
  /** The id of the process that sends the deltas. */
  private sender = '';
  private tracker = new FindingTracker();
  private hasMissedDeltas = false;
  private wasClosed = false;

  constructor(
    browser: Browser,
    readonly server: Server,
    private readonly now: () => number = Date.now,
  ) {
    this.view = new View(browser);
    this.lastMessageAt = signal(now());
    this.clock = signal(now());
    this.silentMs = computed(() => {
      const state = this.connection.value;
      const silentMs = this.clock.value - this.lastMessageAt.value;
      const isSlow = state.status === 'polling' && state.reason === 'full';
      return isConnected(state) &&
        silentMs > (isSlow ? SILENT_WHEN_FULL_MS : SILENT_MS)
        ? silentMs
        : undefined;
    });
    // A pause also ends when the user goes back to a URL without a zoom.
    effect(() => {
      if (!this.isPaused.value && this.hasMissedDeltas) {
        this.hasMissedDeltas = false;
        this.server.reconnect();
      }
    });
  }

  /** The transport has a new snapshot of the process. */
  onSnapshot(snapshot: Snapshot): void {
    this.sender = snapshot.process.id;
    const before = this.live.peek();
    if (before !== undefined && this.isPaused.peek()) {
      this.onMessage();
      this.hasMissedDeltas = true;
      return;
    }
    const isSame = before?.process.id === snapshot.process.id;
    const store = new Store(snapshot, isSame ? before : undefined);
    batch(() => {
      this.live.value = store;
      this.hasMissedDeltas = false;
      this.behindMs.value = 0;
      if (!isSame) {
        this.tracker = new FindingTracker();
        if (before !== undefined) {
          // The process had started before the other one was last heard of.
          const isReplica = snapshot.mono > this.now() - this.heardAt;
          this.replaceProcess(before, store, isReplica);
        } else if (!store.hasHistory) {
          this.notify({
            id: 'no-history',
            tone: 'info',
            text: () => t.shell.noHistory,
          });
        }
      }
      this.onMessage();
      this.draw();
    });
    this.wasClosed = false;
  }

  /** The transport has the next sample of the process. */
  onDelta(delta: Delta): void {
    this.onMessage();
    const store = this.live.peek();
    if (store === undefined) {
      return;
    }
    if (this.isPaused.peek()) {
      this.hasMissedDeltas = true;
      this.behindMs.value = delta.wall - store.wall;
      return;
    }
    store.apply(delta);
    this.draw();
  }

  onConnectionState(state: ConnectionState): void {
    this.wasClosed ||= state.status === 'waiting' && state.isClosed;
    this.connection.value = state;
    if (state.status === 'live') {
      this.dismiss('other-process');
    }
    const notice = connectionNotice(state, this.server);
    if (notice !== undefined) {
      this.notify(notice);
    } else if (state.status !== 'connecting') {
      this.dismiss('connection');
    }
  }

  /**
   * The transport has got an answer of another process, which is not used.
   *
   * @returns a text that says so
   */
  onOtherProcess(processId: string): string {
    const pid = /^\d+(?=-)/.exec(processId)?.[0];
    const shown = this.shown.peek()?.process.pid ?? 0;
    const text = (): string =>
      t.shell.mixedProcesses(
        pid === undefined ? t.shell.anotherProcess : t.shell.pidOf(pid),
        shown,
      );
    this.notify({ id: 'other-process', tone: 'warning', text });
    return text();
  }

  setHidden(isHidden: boolean): void {
    this.isHidden.value = isHidden;
    this.draw();
  }

  /** Must be called every second. */
  updateClock(): void {
    this.clock.value = this.now();
  }

  readonly togglePause = (): void => {
    if (this.isPaused.peek()) {
      this.goLive();
    } else {
      this.isPausedByUser.value = true;
    }
  };

  /**
   * Sets the reference time A to the time under the cursor of the charts, or else
   * to that of the shown figures; or removes it.
   */
  toggleReference(): void {
    const { reference } = this.view;
    const cursor = this.cursor.peek();
    const time =
      cursor === undefined
        ? this.shown.peek()?.wall
        : this.axis.peek()?.toWall(cursor);
    reference.value = reference.peek() === undefined ? time : undefined;
  }

  /** Ends the pause and the zoom, and closes a snapshot file. */
  readonly goLive = (): void => {
    batch(() => {
      this.snapshotFile.value = undefined;
      this.isPausedByUser.value = false;
      this.view.zoom.value = undefined;
      this.cursor.value = undefined;
      this.draw();
    });
  };

  /** Shows a part of the axis in all charts, which pauses. */
  zoomTo(fromX: number, toX: number): void {
    const axis = this.axis.peek();
    if (axis !== undefined && fromX < toX) {
      const [from, to] = [axis.toWall(fromX), axis.toWall(toX)];
      this.view.zoom.value = from < to ? { from, to } : undefined;
    }
  }

  /** Shows half a minute on each side of a time, such as that of an event. */
  zoomAround(wall: number, ms = 30_000): void {
    this.view.zoom.value = { from: wall - ms, to: wall + ms };
  }

  /** @returns false if there was nothing to go back from */
  escape(): boolean {
    const { open, zoom, filter } = this.view;
    if (open.peek() !== undefined) {
      this.view.openDetails(undefined);
    } else if (
      zoom.peek() !== undefined ||
      this.isPaused.peek() ||
      this.snapshotFile.peek() !== undefined
    ) {
      this.goLive();
    } else if (filter.peek() !== '') {
      filter.value = '';
    } else if (this.cursor.peek() !== undefined) {
      this.cursor.value = undefined;
    } else {
      return false;
    }
    return true;
  }

  notify(notice: Notice): void {
    this.notices.value = [
      ...this.notices.peek().filter(({ id }) => id !== notice.id),
      notice,
    ];
  }

  dismiss(id: string): void {
    if (this.notices.peek().some((notice) => notice.id === id)) {
      this.notices.value = this.notices
        .peek()
        .filter((notice) => notice.id !== id);
    }
  }

  /** Draws the shown store, unless nobody sees it. */
  draw(): void {
    const store = this.live.peek();
    if (!this.isHidden.peek()) {
      this.tick.value = this.tick.peek() + 1;
    }
    if (store !== undefined && this.snapshotFile.peek() === undefined) {
      const { value: change } = this.processChange;
      const restart = change?.cause === 'replica' ? undefined : change;
      this.liveFindings.value = this.tracker.update(store, restart);
    }
  }

  private onMessage(): void {
    this.lastMessageAt.value = this.now();
    if (this.sender === this.live.peek()?.process.id) {
      this.heardAt = this.now();
    }
  }

  private replaceProcess(
    before: Store,
    store: Store,
    isReplica: boolean,
  ): void {
    const { timeline, process } = store;
    // A process that is still running is no past of another one.
    this.past.value = isReplica
      ? []
      : [...this.past.peek(), before].slice(-MAX_PAST);
    before.retire();
    const change: ProcessChange = {
      mono: timeline.mono.get(timeline.firstTick),
      wall: isReplica ? store.wall : timeline.wall.get(timeline.firstTick),
      fromPid: before.process.pid,
      toPid: process.pid,
      oldUptime: before.uptime,
      host: process.host,
      cause: isReplica ? 'replica' : this.wasClosed ? 'closed' : 'unknown',
    };
    this.processChange.value = change;
    this.notify({
      id: 'process-change',
      tone: 'info',
      text: () => changeText(change),
    });
  }
}

function changeText(change: ProcessChange): string {
  const { fromPid, toPid, host, cause, oldUptime } = change;
  const at = formatTime(change.wall);
  return cause === 'replica'
    ? t.shell.otherReplica(fromPid, toPid, printable(host, 80), at)
    : `${t.shell.restarted(fromPid, toPid, at)} ${t.shell.restartCause[cause](
        formatDuration(oldUptime),
      )}`;
}

function connectionNotice(
  state: ConnectionState,
  server: Server,
): Notice | undefined {
  const id = 'connection';
  const reload = {
    label: () => t.shell.reload,
    onClick: () => server.reload(),
  };
  const reconnect = (label: () => string) => ({
    label,
    onClick: () => server.reconnect(),
  });
  switch (state.status) {
    case 'refused':
      return {
        id,
        tone: 'critical',
        text: () =>
          state.httpStatus === 429
            ? t.shell.rateLimited
            : state.httpStatus === 404
              ? t.shell.notFound
              : t.shell.accessDenied(state.httpStatus),
        detail: printable(state.body.trim(), 300),
        buttons: [reconnect(() => t.shell.retry), reload],
        isClosable: false,
      };
    case 'replaced':
      return {
        id,
        tone: 'warning',
        text: () => t.shell.replacedNotice,
        buttons: [reconnect(() => t.shell.returnToLive)],
        isClosable: false,
      };
    case 'outdated':
      return {
        id,
        tone: 'warning',
        text: () => t.shell.outdatedNotice,
        buttons: [reload],
        isClosable: false,
      };
    default:
      return undefined;
  }
}

function isConnected({ status }: ConnectionState): boolean {
  return status === 'live' || status === 'polling';
}

function readAtEachTick<Value>(
  tick: ReadonlySignal<number>,
  signal: ReadonlySignal<Value>,
): { readonly value: Value } {
  return {
    get value() {
      void tick.value;
      return signal.value;
    },
  };
}
