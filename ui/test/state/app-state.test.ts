import { beforeEach, describe, expect, test } from 'vitest';
import type { Snapshot } from '../../../src/dashboard/protocol/types.js';
import { AppState } from '../../state/app-state.js';
import type { Server } from '../../state/server.js';
import { Store } from '../../state/store.js';
import type { ValueNode } from '../../state/variable-tree.js';
import { createDelta, createSnapshot, MONO, WALL } from '../snapshots.js';

let now: number;
let hash: string;
let reconnections: number;
let app: AppState;

const server: Server = {
  reconnect: () => {
    reconnections++;
  },
  reload: () => {},
  loadSeries: () => {},
  openBranch: () => Promise.resolve(),
  search: () => Promise.resolve({ paths: [], isTruncated: false }),
  async *fetchHistories() {},
  fetchDocument: () => Promise.resolve(''),
};

function openPage(): AppState {
  return new AppState(
    {
      readHash: () => hash,
      writeHash: (written) => {
        hash = written;
      },
      readSettings: () => null,
      writeSettings: () => {},
    },
    server,
    () => now,
  );
}

beforeEach(() => {
  now = 1000;
  hash = '';
  reconnections = 0;
  app = openPage();
});

function snapshotOf(
  process: Partial<Snapshot['process']> = {},
  more: Partial<Snapshot> = {},
): Snapshot {
  const snapshot = createSnapshot([[['n'], 1]], [], more);
  return { ...snapshot, process: { ...snapshot.process, ...process } };
}

function startLive(snapshot = snapshotOf()): void {
  app.onConnectionState({ status: 'connecting' });
  app.onSnapshot(snapshot);
  app.onConnectionState({ status: 'live' });
}

const value = () =>
  (app.shown.value?.find('n') as ValueNode | undefined)?.value;
const noticeTexts = () => app.notices.value.map(({ text }) => text());

test('shows each sample of the process', () => {
  startLive();
  const tick = app.tick.value;
  app.onDelta(createDelta(1, { 0: 7 }));
  expect(value()).toBe(7);
  expect(app.tick.value).toBeGreaterThan(tick);
  expect(app.isLive.value).toBe(true);
  expect(app.asOf.value).toBeUndefined();
  expect(app.window.value).toEqual({
    from: MONO + 1000 - 60_000,
    to: MONO + 1000,
  });
});

test.each([
  { seconds: 59, minutes: 1 },
  { seconds: 61, minutes: 2 },
  { seconds: 121, minutes: 5 },
  { seconds: 599, minutes: 5 },
])(
  'charts show $minutes minutes when $seconds seconds are known',
  ({ seconds, minutes }) => {
    startLive();
    for (let second = 1; second <= seconds; second++) {
      app.onDelta(createDelta(second));
    }
    const { from, to } = app.window.value;
    expect(to - from).toBe(minutes * 60_000);
  },
);

test('draws nothing while the page is hidden', () => {
  startLive();
  app.setHidden(true);
  const tick = app.tick.value;
  app.onDelta(createDelta(1, { 0: 7 }));
  expect(app.tick.value).toBe(tick);
  app.setHidden(false);
  expect(app.tick.value).toBeGreaterThan(tick);
});

describe('a paused page', () => {
  test('shows the figures of the pause and says how old they are', () => {
    startLive();
    app.togglePause();
    app.onDelta(createDelta(1, { 0: 7 }));
    app.onDelta(createDelta(2));
    expect(value()).toBe(1);
    expect(app.behindMs.value).toBe(2000);
    expect(app.asOf.value).toBe(WALL);
    expect(reconnections).toBe(0);
    app.togglePause();
    expect(reconnections).toBe(1);
    app.onSnapshot({
      ...createSnapshot([[['n'], 8]]),
      n: 110,
      mono: MONO + 10_000,
      wall: WALL + 10_000,
    });
    expect(value()).toBe(8);
    expect(app.isLive.value).toBe(true);
  });

  test('needs no new snapshot if it missed nothing', () => {
    startLive();
    app.togglePause();
    app.togglePause();
    expect(reconnections).toBe(0);
  });

  test('that missed deltas needs a snapshot however the pause ends', () => {
    startLive();
    app.zoomTo(MONO - 1000, MONO);
    app.onDelta(createDelta(1, { 0: 7 }));
    hash = '';
    app.view.readUrl();
    expect([app.isPaused.value, reconnections]).toEqual([false, 1]);
    app.togglePause();
    app.onDelta(createDelta(2, { 0: 8 }));
    app.snapshotFile.value = new Store(snapshotOf());
    expect(reconnections).toBe(2);
  });

  test('stays as it is when the connection breaks and returns', () => {
    startLive();
    app.togglePause();
    app.onSnapshot(snapshotOf({ id: 'b', pid: 13 }));
    expect(app.shown.value?.process.pid).toBe(12);
    app.goLive();
    expect(reconnections).toBe(1);
  });
});

describe('a zoom', () => {
  test('pauses, is in the URL by the wall clock, and Escape returns to live', () => {
    startLive();
    for (let second = 1; second <= 60; second++) {
      app.onDelta(createDelta(second));
    }
    app.zoomTo(MONO + 10_000, MONO + 20_000);
    expect(app.isPaused.value).toBe(true);
    expect(app.view.hash.value).toBe(
      'zoom=1800000010000-1800000020000&range=5',
    );
    expect(app.window.value).toEqual({
      from: MONO + 10_000,
      to: MONO + 20_000,
    });
    expect(app.escape()).toBe(true);
    expect(app.isLive.value).toBe(true);
    expect(app.escape()).toBe(false);
  });

  test('of a link is shown with the first snapshot', () => {
    hash = `zoom=${WALL - 5000}-${WALL}`;
    app = openPage();
    startLive();
    expect(app.window.value).toEqual({ from: MONO - 5000, to: MONO });
    app.onDelta(createDelta(1, { 0: 7 }));
    expect(value()).toBe(1);
  });
});

test('Escape closes details, ends a pause, clears the filter and then hides the cursor', () => {
  startLive();
  app.view.filter.value = 'x';
  app.togglePause();
  app.view.openDetails('n');
  app.escape();
  expect([app.view.open.value, app.isPaused.value]).toEqual([undefined, true]);
  app.escape();
  expect([app.isPaused.value, app.view.filter.value]).toEqual([false, 'x']);
  app.cursor.value = MONO;
  app.escape();
  expect([app.view.filter.value, app.cursor.value]).toEqual(['', MONO]);
  expect(app.escape()).toBe(true);
  expect(app.cursor.value).toBeUndefined();
  expect(app.escape()).toBe(false);
});

describe('figures that are not live', () => {
  test('are those of a process that is silent for four seconds', () => {
    startLive();
    now += 4000;
    app.updateClock();
    expect(app.isLive.value).toBe(true);
    now += 1000;
    app.updateClock();
    expect(app.silentMs.value).toBe(5000);
    expect(app.isLive.value).toBe(false);
    expect(app.asOf.value).toBe(WALL);
    app.onDelta(createDelta(1));
    expect(app.isLive.value).toBe(true);
  });

  test('are those of a process instead of which another one answers', () => {
    startLive();
    for (let second = 1; second <= 5; second++) {
      now += 1000;
      app.onConnectionState({ status: 'polling', reason: 'buffered' });
    }
    app.updateClock();
    expect(app.isLive.value).toBe(false);
  });

  test('may be twelve seconds old where the page polls every five', () => {
    startLive();
    app.onConnectionState({ status: 'polling', reason: 'full' });
    now += 11_000;
    app.updateClock();
    expect(app.isLive.value).toBe(true);
    now += 2000;
    app.updateClock();
    expect(app.isLive.value).toBe(false);
  });

  test('are those of a lost connection and of a snapshot file', () => {
    startLive();
    app.onConnectionState({
      status: 'waiting',
      retryAt: 0,
      attempt: 1,
      isClosed: false,
    });
    expect(app.asOf.value).toBe(WALL);
    app.onConnectionState({ status: 'live' });
    app.snapshotFile.value = new Store(
      createSnapshot([], [], { wall: WALL - 99_000 }),
    );
    expect(app.asOf.value).toBe(WALL - 99_000);
    app.goLive();
    expect(app.asOf.value).toBeUndefined();
  });
});

describe('a restart', () => {
  /** The process starts 15 seconds after the last message of the other one. */
  const next = (id: string, more: Partial<Snapshot> = {}) => {
    now += 20_000;
    return snapshotOf(
      { id, pid: 20 },
      { n: 5, mono: 5000, wall: WALL + 20_000, ...more },
    );
  };

  test('leaves the past of the old process to the left', () => {
    startLive();
    app.onSnapshot(next('b'));
    expect(app.past.value.map(({ process }) => process.pid)).toEqual([12]);
    expect(app.axis.value?.segments.map(({ offset }) => offset)).toEqual([
      5000 - 20_000 - MONO,
      0,
    ]);
    expect(app.processChange.value).toMatchObject({
      fromPid: 12,
      toPid: 20,
      oldUptime: MONO,
      cause: 'unknown',
    });
    expect(noticeTexts()[0]).toMatch(
      /pid 12 → 20, .*ended after 1m 40s without/,
    );
  });

  test('of an application that was closed says so', () => {
    startLive();
    app.onConnectionState({
      status: 'waiting',
      retryAt: 0,
      attempt: 1,
      isClosed: true,
    });
    app.onSnapshot(next('b'));
    expect(app.processChange.value?.cause).toBe('closed');
  });

  test('is none where the other process ran all the time', () => {
    startLive();
    now += 2000;
    app.onSnapshot(snapshotOf({ id: 'b', pid: 20 }, { mono: 2001 }));
    expect(app.processChange.value?.cause).toBe('replica');
    expect(app.past.value).toEqual([]);
  });

  test('is one although the clock of the server was set back', () => {
    startLive();
    const startedAt = WALL - 3_600_000;
    const snapshot = next('b', { wall: startedAt + 5000 });
    app.onSnapshot({
      ...snapshot,
      process: { ...snapshot.process, startedAt },
    });
    expect(app.processChange.value?.cause).toBe('unknown');
    expect(app.past.value).toHaveLength(1);
  });

  test('during a pause is one when the pause ends', () => {
    startLive();
    app.togglePause();
    app.onSnapshot(next('b'));
    for (let second = 1; second <= 60; second++) {
      now += 1000;
      app.onDelta(createDelta(second));
    }
    app.togglePause();
    app.onSnapshot(snapshotOf({ id: 'b', pid: 20 }, { mono: 65_000 }));
    expect(app.processChange.value?.cause).toBe('unknown');
  });

  test('keeps two processes of the past', () => {
    startLive();
    for (const id of ['b', 'c', 'd']) {
      app.onSnapshot(next(id));
    }
    expect(app.past.value.map(({ process }) => process.id)).toEqual(['b', 'c']);
  });

  test('is none when the same process is connected again', () => {
    startLive();
    app.onSnapshot(snapshotOf());
    expect(app.past.value).toEqual([]);
    expect(app.notices.value).toEqual([]);
  });
});

describe('notices', () => {
  test('say that access was refused, as long as that lasts', () => {
    startLive();
    app.onConnectionState({
      status: 'refused',
      httpStatus: 403,
      body: 'no\u0000',
      retryAt: 0,
    });
    expect(app.notices.value[0]).toMatchObject({
      tone: 'critical',
      detail: 'no␀',
      isClosable: false,
    });
    app.onConnectionState({ status: 'connecting' });
    expect(app.notices.value).toHaveLength(1);
    app.onConnectionState({ status: 'live' });
    expect(app.notices.value).toEqual([]);
  });

  test('offer to return where another viewer took the place', () => {
    startLive();
    app.onConnectionState({ status: 'replaced' });
    app.notices.value[0]!.buttons![0]!.onClick();
    expect(reconnections).toBe(1);
  });

  test('name the process that has answered instead', () => {
    startLive();
    expect(app.onOtherProcess('10205-1b')).toMatch(
      /^Answered by pid 10205, this page shows pid 12\./,
    );
    app.onOtherProcess('1b-2c');
    expect(noticeTexts()).toEqual([
      expect.stringMatching(
        /^Answered by another process, this page shows pid 12\./,
      ),
    ]);
  });

  test('name the process of the snapshot that is shown', () => {
    startLive();
    app.snapshotFile.value = new Store(snapshotOf({ pid: 7 }));
    expect(app.onOtherProcess('12-1b')).toMatch(
      /^Answered by pid 12, this page shows pid 7\./,
    );
  });

  test('say that the process has no history', () => {
    startLive(snapshotOf({}, { history: false }));
    app.onSnapshot(snapshotOf({}, { history: false }));
    expect(noticeTexts()).toEqual([
      expect.stringContaining('the charts begin now'),
    ]);
  });
});

test('the title says what is wrong, also while the page is hidden', () => {
  startLive(snapshotOf({ app: 'shop' }));
  expect(app.title.value).toBe('shop');
  app.setHidden(true);
  app.onDelta(
    createDelta(
      1,
      { 0: null },
      { fail: [{ id: 0, reason: 'x', since: WALL }] },
    ),
  );
  expect(app.title.value).toBe('(1) n fails · shop');
});

test('a snapshot file is not said to have the findings of the live process', () => {
  const failures = [{ id: 0, reason: 'x', since: WALL }];
  startLive(snapshotOf({ app: 'shop' }, { failures }));
  expect(app.title.value).toBe('(1) n fails · shop');
  app.snapshotFile.value = new Store(snapshotOf({ app: 'old' }));
  expect(app.title.value).toBe('old');
  expect(app.findings.value).toEqual([]);
  app.goLive();
  expect(app.title.value).toBe('(1) n fails · shop');
});

test('sets and removes the reference time', () => {
  startLive();
  app.toggleReference();
  expect(app.view.hash.value).toBe(`a=${WALL}&range=5`);
  app.toggleReference();
  expect(app.view.hash.value).toBe('');
  app.cursor.value = app.axis.value!.toX(WALL - 1000);
  app.toggleReference();
  expect(app.view.hash.value).toBe(`a=${WALL - 1000}&range=5`);
});
