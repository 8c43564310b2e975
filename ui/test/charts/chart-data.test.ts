import { signal } from '@preact/signals-core';
import { describe, expect, test } from 'vitest';
import {
  drawnColumns,
  marksIn,
  readIntervals,
  readTicks,
  restartsOf,
  valueAxisOf,
} from '../../charts/chart-data.js';
import { Calls } from '../../state/intervals.js';
import { Store } from '../../state/store.js';
import { TimeAxis } from '../../state/time-axis.js';
import { createDelta, createSnapshot, MONO, TICK, WALL } from '../snapshots.js';

/** A store with a sample at each of the seconds after its snapshot. */
function storeWith(seconds: readonly number[], tick = TICK): Store {
  const store = new Store(createSnapshot([]));
  for (const [index, second] of seconds.entries()) {
    store.apply({ ...createDelta(second), n: tick + index + 1 });
  }
  return store;
}

const LINE = { label: '', color: '' };

function readSeconds(
  axis: TimeAxis,
  range: { readonly from: number; readonly to: number },
): (number | string)[] {
  const { times, series } = readTicks(
    { axis: signal(axis), tick: signal(0), window: signal(range) },
    [{ ...LINE, read: (store, tick) => tick - store.timeline.firstTick }],
  );
  return times.map((time, index) =>
    Number.isNaN(series[0]!.values[index]) ? 'gap' : (time - MONO) / 1000,
  );
}

const ALL = { from: MONO - 60_000, to: MONO + 600_000 };

describe('readTicks', () => {
  test('reads the samples of all ticks', () => {
    const axis = new TimeAxis(storeWith([1, 2, 3]));
    expect(readSeconds(axis, ALL)).toEqual([0, 1, 2, 3]);
  });

  test('has an unknown value in the middle of a gap', () => {
    const axis = new TimeAxis(storeWith([1, 21, 22]));
    const { times } = readTicks(
      { axis: signal(axis), tick: signal(0), window: signal(ALL) },
      [{ ...LINE, read: () => 1 }],
    );
    expect(readSeconds(axis, ALL)).toEqual([0, 1, 'gap', 21, 22]);
    expect(times[2]).toBe(MONO + 11_000);
  });

  test('reads only what a zoomed chart shows, and its neighbours', () => {
    const axis = new TimeAxis(
      storeWith(Array.from({ length: 100 }, (_, index) => index + 1)),
    );
    const range = { from: MONO + 50_000, to: MONO + 52_000 };
    expect(readSeconds(axis, range)).toEqual([49, 50, 51, 52, 53, 54]);
  });

  test('does not join the values of two processes', () => {
    const before = storeWith([1, 2]);
    const after = storeWith([1]);
    const axis = new TimeAxis(after, [before]);
    const { times, series } = readTicks(
      { axis: signal(axis), tick: signal(0), window: signal(ALL) },
      [{ ...LINE, read: () => 1 }],
    );
    expect(series[0]!.values).toEqual([1, 1, 1, NaN, 1, 1]);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});

test('readIntervals has an unknown value where intervals are missing', () => {
  const interval = (to: number) => ({ from: to - 10, to, calls: new Calls() });
  const { times, series } = readIntervals(
    [interval(10), interval(20), interval(80)],
    [{ ...LINE, read: ({ calls }) => calls.count }],
  );
  expect(times).toEqual([10, 20, 45, 80]);
  expect(series[0]!.values).toEqual([0, 0, NaN, 0]);
});

test('only bars stand on each other', () => {
  expect(
    drawnColumns([
      { label: '', color: '', values: [1, 2], style: 'bars' },
      { label: '', color: '', values: [9, 9] },
      { label: '', color: '', values: [3, NaN], style: 'bars' },
    ]),
  ).toEqual([
    [1, 2],
    [9, 9],
    [4, 2],
  ]);
});

test('an axis shows a limit once half of it is reached', () => {
  const limits = { warning: 100, critical: 1000 };
  expect(valueAxisOf([[49 / 1.06]], { limits }, 4).high).toBeCloseTo(49);
  const { high } = valueAxisOf([[60]], { limits }, 4);
  expect(high).toBeGreaterThan(100);
  expect(high).toBeLessThan(1000);
});

test('an event with a duration begins before the time at which it was seen', () => {
  const store = new Store(
    createSnapshot([], [], {
      events: [
        { id: 1, mono: MONO - 90_000, wall: WALL, kind: 'gc' },
        { id: 2, mono: MONO, wall: WALL, kind: 'blocked', seconds: 0.9 },
      ],
    }),
  );
  const segments = [{ store, offset: 500 }];
  const marks = marksIn(segments, { from: MONO - 1000, to: MONO + 1000 });
  expect(marks).toMatchObject([
    { from: MONO - 400, to: MONO + 500, event: { id: 2 } },
  ]);
});

test('a restart is where the later process begins', () => {
  const [before, after] = [storeWith([1]), storeWith([1])];
  const axis = new TimeAxis(after, [before]);
  expect(restartsOf(axis.segments)).toEqual([{ x: MONO, before, after }]);
  expect(restartsOf(new TimeAxis(after).segments)).toEqual([]);
});
