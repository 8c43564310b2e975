import { expect, test } from 'vitest';
import { SystemReading } from '../../../src/process/system-reading.js';
import { RateLimitedLogger } from '../../../src/support/rate-limited-logger.js';

/** Returns a reading that takes `cost` ms, with a clock that a test can set. */
function readingOf(cost: number, isSlow = false) {
  const state = { now: 0, readings: 0, isAvailable: true };
  const lines: string[] = [];
  const now = () => state.now;
  const reading = new SystemReading(
    'the weather',
    () => {
      state.now += cost;
      if (!state.isAvailable) {
        throw new Error('EMFILE: too many open files');
      }
      return ++state.readings;
    },
    new RateLimitedLogger((line) => lines.push(line), now),
    isSlow,
    now,
  );
  return { reading, state, lines };
}

test.each([
  [0, 900],
  [0.5, 900],
  [2, 2000],
  [50, 50_000],
  [500, 60_000],
])('a slow reading that takes %d ms is reused for %d ms', (cost, age) => {
  const { reading, state } = readingOf(cost, true);

  expect(state.readings).toBe(0);
  expect(reading.current).toBe(1);
  state.now = age - 1;
  expect(reading.current).toBe(1);
  state.now = age;
  expect(reading.current).toBe(2);
});

test('a reading is reused for 900 ms, even when a busy machine delays it', () => {
  const { reading, state } = readingOf(50);

  expect(reading.current).toBe(1);
  state.now = 899;
  expect(reading.current).toBe(1);
  state.now = 900;
  expect(reading.current).toBe(2);
});

test('a client that reads every second gets a new reading each time', () => {
  const { reading, state } = readingOf(0);

  const values = [0, 999, 1999, 2998].map((now) => {
    state.now = now;
    return reading.current;
  });

  expect(values).toEqual([1, 2, 3, 4]);
});

test('a reading that fails is undefined, and the last value stays available', () => {
  const { reading, state, lines } = readingOf(0);
  expect([reading.current, reading.currentOrLast]).toEqual([1, 1]);

  state.isAvailable = false;
  state.now = 1000;
  expect([reading.current, reading.currentOrLast]).toEqual([undefined, 1]);
  expect(lines).toEqual([
    'cannot read the weather: Error: EMFILE: too many open files; memstats keeps the last value, and the map node leaves the figures out until they can be read again',
  ]);

  state.isAvailable = true;
  state.now = 2000;
  expect([reading.current, reading.currentOrLast]).toEqual([2, 2]);
});

test('a reading that has never succeeded has no last value', () => {
  const { reading, state } = readingOf(0);
  state.isAvailable = false;

  expect(reading.current).toBeUndefined();
  expect(reading.currentOrLast).toBeUndefined();
});

test('a reading that keeps failing is logged once a minute', () => {
  const { reading, state, lines } = readingOf(0);
  state.isAvailable = false;

  for (state.now = 0; state.now < 120_000; state.now += 1000) {
    expect(reading.current).toBeUndefined();
  }

  expect(lines).toHaveLength(2);
});

test('several readings that fail share one log line a minute', () => {
  const lines: string[] = [];
  const log = new RateLimitedLogger(
    (line) => lines.push(line),
    () => 0,
  );
  const fail = (): number => {
    throw new Error('ENOENT');
  };
  const readings = ['status', 'memory usage'].map(
    (name) => new SystemReading(name, fail, log),
  );

  expect(readings.map(({ current }) => current)).toEqual([
    undefined,
    undefined,
  ]);
  expect(lines).toHaveLength(1);
});
