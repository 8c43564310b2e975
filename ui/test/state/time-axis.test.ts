import { expect, test } from 'vitest';
import { Store } from '../../state/store.js';
import { TimeAxis } from '../../state/time-axis.js';
import { createDelta, createSnapshot, MONO, WALL } from '../snapshots.js';

/** A process that was seen for 60 seconds from MONO and a wall time on. */
function createStore(id: string, wall: number): Store {
  const snapshot = createSnapshot([], [], { wall });
  const process = { ...snapshot.process, id };
  const store = new Store({ ...snapshot, process });
  for (let second = 1; second <= 60; second++) {
    store.apply(createDelta(second, {}, { wall: wall + second * 1000 }));
  }
  return store;
}

test('has the monotonic time of the shown process', () => {
  const axis = new TimeAxis(createStore('a', WALL));
  expect(axis.end).toBe(MONO + 60_000);
  expect(axis.toX(WALL + 30_500)).toBe(MONO + 30_500);
  expect(axis.toWall(MONO + 30_500)).toBe(WALL + 30_500);
});

test('goes on to the left with the processes of before', () => {
  const old = createStore('a', WALL - 75_000);
  const axis = new TimeAxis(createStore('b', WALL), [old]);
  // The old process was seen for a minute, and gone for 15 seconds.
  expect(axis.segments.map(({ offset }) => offset)).toEqual([-75_000, 0]);
  expect(axis.toX(WALL - 45_000)).toBe(MONO - 45_000);
  expect(axis.toWall(MONO - 45_000)).toBe(WALL - 45_000);
  expect(axis.segmentAt(MONO - 1).store).toBe(old);
});

test('puts an old process to the left also where the clock was set back', () => {
  const old = createStore('a', WALL + 3_600_000);
  const { segments } = new TimeAxis(createStore('b', WALL), [old]);
  expect(old.mono + segments[0]!.offset).toBe(MONO - 1000);
});

test('maps the newest of two samples that have the same wall time', () => {
  const store = createStore('a', WALL);
  store.apply(createDelta(61, {}, { wall: WALL + 30_000 }));
  expect(new TimeAxis(store).toX(WALL + 30_000)).toBe(MONO + 61_000);
});
