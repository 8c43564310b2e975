import { beforeEach, describe, expect, test } from 'vitest';
import { AppState } from '../../state/app-state.js';
import type { Server } from '../../state/server.js';
import { tableOf, type VariableTable } from '../../state/variable-table.js';
import { createDelta, createSnapshot, WALL } from '../snapshots.js';

let now: number;
let opened: string[];
let app: AppState;
let table: VariableTable;

const server: Server = {
  reconnect: () => {},
  reload: () => {},
  loadSeries: () => {},
  openBranch: (_, path) => {
    opened.push(path.join('.'));
    return Promise.resolve();
  },
  search: () => Promise.resolve({ paths: [], isTruncated: false }),
  // oxlint-disable-next-line require-yield
  async *fetchHistories() {
    throw new Error('There is no history.');
  },
  fetchDocument: () => Promise.resolve(''),
};

beforeEach(() => {
  now = WALL;
  opened = [];
  app = new AppState(
    {
      readHash: () => 'tab=variables',
      writeHash: () => {},
      readSettings: () => null,
      writeSettings: () => {},
    },
    server,
    () => now,
  );
  table = tableOf(app);
  app.onSnapshot(
    createSnapshot([
      [['a'], 1],
      [['b'], 2],
      [['c'], 3],
    ]),
  );
});

function names(): string[] {
  return (table.rows.value?.rows ?? []).map(({ key }) => key);
}

/** Applies the values, and then deltas until rows are sorted again. */
function change(first: number, values: Readonly<Record<number, number>>): void {
  app.onDelta(createDelta(first, values));
  for (let second = first + 1; second < first + 4; second++) {
    app.onDelta(createDelta(second));
    void table.rows.value;
  }
}

test('a page has one table', () => {
  expect(tableOf(app)).toBe(table);
  expect(names()).toEqual(['a', 'b', 'c']);
});

describe('rows that are sorted by value', () => {
  beforeEach(() => {
    table.sortBy('value');
  });

  test('begin with the greatest, and the other way round next', () => {
    expect(names()).toEqual(['c', 'b', 'a']);
    table.sortBy('value');
    expect(names()).toEqual(['a', 'b', 'c']);
  });

  test('follow the values', () => {
    void table.rows.value;
    change(1, { 0: 9 });
    expect(names()).toEqual(['a', 'c', 'b']);
  });

  test('do not move while the table is in use', () => {
    void table.rows.value;
    table.isInUse.value = true;
    change(1, { 0: 9 });
    expect(names()).toEqual(['c', 'b', 'a']);
    table.isInUse.value = false;
    change(5, {});
    expect(names()).toEqual(['a', 'c', 'b']);
  });
});

test('Changed compares with a minute ago if there is no reference time', () => {
  app.view.segment.value = 'changed';
  expect(app.view.reference.value).toBe(WALL - 60_000);
  expect(table.order.value).toEqual({ column: 'score', descending: true });
});

test('Changed keeps a reference time that the user has set', () => {
  app.view.reference.value = WALL;
  app.view.segment.value = 'changed';
  expect(app.view.reference.value).toBe(WALL);
  change(1, { 1: 7 });
  expect(names()).toEqual(['b']);
});

test('an opened map is asked for again, before the server forgets it', () => {
  table.openBranch(['users']);
  expect(opened).toEqual(['users']);
  now += 10_000;
  app.updateClock();
  expect(opened).toEqual(['users']);
  now += 20_000;
  app.updateClock();
  expect(opened).toEqual(['users', 'users']);
  app.view.tab.value = 'overview';
  now += 60_000;
  app.updateClock();
  expect(opened).toEqual(['users', 'users']);
});

test('the ten maps that were opened last are asked for again', () => {
  for (let id = 0; id <= 10; id++) {
    table.openBranch([`m${id}`]);
  }
  table.openBranch(['m1']);
  opened = [];
  now += 30_000;
  app.updateClock();
  expect(opened).toEqual([
    'm2',
    'm3',
    'm4',
    'm5',
    'm6',
    'm7',
    'm8',
    'm9',
    'm10',
    'm1',
  ]);
});

test('a sort column that a link does not know is that of names', () => {
  app.view.sort.value = { column: '__proto__', descending: true };
  expect(table.order.value).toEqual({ column: 'name', descending: false });
});
