import { constants, type PerformanceEntry } from 'node:perf_hooks';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { gcRecorder } from '../../../src/process/gc-recorder.js';

const HOLDER = {};

const MINOR = constants.NODE_PERFORMANCE_GC_MINOR;
const MINOR_MARK_SWEEP = 2;
const MAJOR = constants.NODE_PERFORMANCE_GC_MAJOR;
const INCREMENTAL = constants.NODE_PERFORMANCE_GC_INCREMENTAL;
const WEAKCB = constants.NODE_PERFORMANCE_GC_WEAKCB;
const FORCED = constants.NODE_PERFORMANCE_GC_FLAGS_FORCED;

/** A collection as V8 reports it, `start` ms after the recording began. */
function entry(kind: number, start: number, duration: number, flags = 0) {
  return {
    entryType: 'gc',
    name: 'gc',
    startTime: gcRecorder.since + start,
    duration,
    detail: { kind, flags },
  } as unknown as PerformanceEntry;
}

function pauses({ pauseNs }: { pauseNs: Float64Array }, count: number) {
  return Array.from(pauseNs.subarray(0, count));
}

// Only the entries of a test are counted, because nothing is observed.
beforeEach(() => {
  vi.spyOn(PerformanceObserver.prototype, 'observe').mockReturnValue();
  gcRecorder.acquire(HOLDER);
});
afterEach(() => {
  gcRecorder.release(HOLDER);
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('a ring of pauses', () => {
  test('holds minor and major collections, or major ones only', () => {
    gcRecorder.record([
      entry(MINOR, 10, 1),
      entry(MAJOR, 20, 2),
      entry(MINOR_MARK_SWEEP, 30, 4),
    ]);

    expect(gcRecorder.all).toMatchObject({ count: 3, pauseTotalNs: 7e6 });
    expect(pauses(gcRecorder.all, 4)).toEqual([1e6, 2e6, 4e6, 0]);
    expect(gcRecorder.major).toMatchObject({ count: 1, pauseTotalNs: 2e6 });
    expect(pauses(gcRecorder.major, 2)).toEqual([2e6, 0]);
  });

  test('adds incremental steps to the pause of the next major collection', () => {
    gcRecorder.record([
      entry(INCREMENTAL, 10, 1),
      entry(MINOR, 20, 2),
      entry(WEAKCB, 30, 4),
      entry(MAJOR, 40, 8),
      entry(MAJOR, 50, 16),
    ]);

    expect(pauses(gcRecorder.all, 4)).toEqual([2e6, 13e6, 16e6, 0]);
    expect(pauses(gcRecorder.major, 3)).toEqual([13e6, 16e6, 0]);
  });

  test('counts collections that the program asked for', () => {
    gcRecorder.record([
      entry(MINOR, 10, 1, FORCED),
      entry(MAJOR, 20, 1, FORCED),
      entry(MAJOR, 30, 1),
    ]);

    expect(gcRecorder.all.forced).toBe(2);
    expect(gcRecorder.major.forced).toBe(1);
  });

  test('has no pause of 0, because expvarmon skips such slots', () => {
    gcRecorder.record([entry(MINOR, 10, 0)]);

    expect(gcRecorder.all).toMatchObject({ count: 1, pauseTotalNs: 1 });
  });

  test('holds the last 256 pauses, the newest at (count + 255) % 256', () => {
    gcRecorder.record(
      Array.from({ length: 300 }, (_, i) => entry(MINOR, i, i + 1)),
    );

    expect(gcRecorder.all.count).toBe(300);
    expect(gcRecorder.all.pauseNs[(300 + 255) % 256]).toBe(300e6);
    expect(gcRecorder.all.pauseNs[300 % 256]).toBe(45e6);
    expect(gcRecorder.all.pauseTotalNs).toBe((300 * 301 * 1e6) / 2);
  });
});

describe('the end of a pause', () => {
  test('is exact to the microsecond, in nanoseconds since the epoch', () => {
    gcRecorder.record([entry(MINOR, 1000.25, 0.5)]);

    const end = performance.timeOrigin + gcRecorder.since + 1000.75;
    const [ns = 0n] = gcRecorder.all.pauseEnd;
    expect(String(ns)).toMatch(/^\d{16}000$/);
    expect(Math.abs(Number(ns) / 1e6 - end)).toBeLessThan(1);
  });

  test('follows a wall clock that was set', () => {
    const wall = Date.now();
    const hour = 3_600_000;
    vi.useFakeTimers({ toFake: ['Date'], now: wall + hour });
    gcRecorder.record([entry(MINOR, 10, 0)]);
    vi.setSystemTime(wall - hour);
    gcRecorder.record([entry(MINOR, 10, 0)]);

    const [later, earlier] = [...gcRecorder.all.pauseEnd]
      .slice(0, 2)
      .map((ns) => Number(ns) / 1e6 - wall);
    expect(Math.abs(later! - hour)).toBeLessThan(hour / 2);
    expect(Math.abs(earlier! + hour)).toBeLessThan(hour / 2);
  });
});

test('the recorder counts the work of V8 by kind', () => {
  gcRecorder.record([
    entry(MINOR, 10, 1),
    entry(MINOR_MARK_SWEEP, 20, 2),
    entry(MAJOR, 30, 4),
    entry(INCREMENTAL, 40, 8),
    entry(WEAKCB, 50, 16),
    entry(WEAKCB, 60, 32),
  ]);

  expect(gcRecorder.kinds).toEqual({
    minor: { count: 2, durationNs: 3e6, buckets: [1, 1, 0, 0, 0, 0, 0] },
    major: { count: 1, durationNs: 4e6, buckets: [0, 1, 0, 0, 0, 0, 0] },
    incremental: { count: 1, durationNs: 8e6, buckets: [0, 1, 0, 0, 0, 0, 0] },
    weakcb: { count: 2, durationNs: 48e6, buckets: [0, 0, 2, 0, 0, 0, 0] },
  });
});

test('the recorder leaves out collections from before recording began', () => {
  gcRecorder.record([entry(MAJOR, -10, 1), entry(MINOR, 10, 2)]);

  expect(gcRecorder.all).toMatchObject({ count: 1, pauseTotalNs: 2e6 });
  expect(gcRecorder.kinds.major.count).toBe(0);
});

test('the recorder is empty when it is acquired again after the last release', () => {
  gcRecorder.record([entry(MAJOR, 10, 1, FORCED), entry(INCREMENTAL, 20, 1)]);
  gcRecorder.release(HOLDER);
  gcRecorder.acquire(HOLDER);

  expect(gcRecorder.all).toMatchObject({
    count: 0,
    forced: 0,
    pauseTotalNs: 0,
  });
  expect(gcRecorder.all.pauseEnd).toEqual(new BigUint64Array(256));
  expect(gcRecorder.kinds.incremental).toEqual({
    count: 0,
    durationNs: 0,
    buckets: [0, 0, 0, 0, 0, 0, 0],
  });
  gcRecorder.record([entry(MAJOR, 30, 1)]);
  expect(gcRecorder.major.pauseTotalNs).toBe(1e6);
});
