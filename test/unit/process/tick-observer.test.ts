import { constants, type PerformanceEntry } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { gcRecorder } from '../../../src/process/gc-recorder.js';
import { createLoopDelay } from '../../../src/process/node/create-loop-delay.js';
import { TickObserver } from '../../../src/process/tick-observer.js';

const MINOR = constants.NODE_PERFORMANCE_GC_MINOR;
const MAJOR = constants.NODE_PERFORMANCE_GC_MAJOR;
const INCREMENTAL = constants.NODE_PERFORMANCE_GC_INCREMENTAL;

function block(milliseconds: number): number {
  const start = performance.now();
  while (performance.now() - start < milliseconds);
  return (performance.now() - start) / 1e3;
}

/** Waits until the iteration of the caller has been measured. */
async function iterations(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await setImmediate();
  }
}

test('each read has the longest iteration since the one before', async () => {
  const observer = new TickObserver(undefined);
  onTestFinished(() => observer.stop());
  await iterations();
  observer.read();
  const long = block(300);
  await iterations();
  const first = observer.read().loopDelayMax;
  const short = block(100);
  await iterations();
  const second = observer.read().loopDelayMax;
  await iterations();
  const third = observer.read().loopDelayMax;

  expect(first).toBeGreaterThan(long * 0.98);
  expect(second).toBeGreaterThan(short * 0.98);
  // A busy machine may stop the test in any iteration, but not for as long as
  // an iteration that it has already read.
  expect(second).not.toBe(first);
  expect(third).not.toBe(first);
  expect(third).not.toBe(second);
});

test('a stop does not end a measurement that others read', async () => {
  const delay = createLoopDelay();
  onTestFinished(() => delay.stop());
  new TickObserver(delay).stop();
  await iterations();
  delay.takeMax();
  const seconds = block(20);
  await iterations();
  expect(delay.takeMax()).toBeGreaterThan(seconds * 0.98);
});

describe('collections', () => {
  function start() {
    vi.spyOn(PerformanceObserver.prototype, 'observe').mockReturnValue();
    const observer = new TickObserver(undefined);
    onTestFinished(() => observer.stop());
    return observer;
  }

  function entry(kind: number, start: number, duration: number) {
    return {
      entryType: 'gc',
      name: 'gc',
      startTime: gcRecorder.since + start,
      duration,
      detail: { kind, flags: 0 },
    } as unknown as PerformanceEntry;
  }

  test('of 50 ms and more are read once, with the time of their end', () => {
    const observer = start();
    const { since } = gcRecorder;
    gcRecorder.record([
      entry(MINOR, 10, 49.9),
      entry(MINOR, 100, 50),
      entry(INCREMENTAL, 200, 60),
      entry(MAJOR, 300, 80),
    ]);

    expect(observer.read().pauses).toEqual([
      { kind: 'minor', mono: since + 150, seconds: 0.05 },
      { kind: 'incremental', mono: since + 260, seconds: 0.06 },
      { kind: 'major', mono: since + 380, seconds: 0.08 },
    ]);
    expect(observer.read().pauses).toEqual([]);
  });

  test('between two reads are bounded', () => {
    const observer = start();
    gcRecorder.record(
      Array.from({ length: 200 }, (_, i) => entry(MINOR, i * 100, 60)),
    );
    expect(observer.read().pauses).toHaveLength(100);
  });

  test('only a major one tells what is left on the heap', () => {
    const observer = start();
    gcRecorder.record([entry(MINOR, 10, 1)]);
    expect(observer.read().heapAfterGc).toBeUndefined();
    gcRecorder.record([entry(MAJOR, 20, 1)]);
    const { heapAfterGc } = observer.read();
    const { heapUsed } = process.memoryUsage();
    expect(heapAfterGc).toBeGreaterThan(heapUsed / 3);
    expect(heapAfterGc).toBeLessThan(heapUsed * 3);
    gcRecorder.record([entry(MINOR, 30, 1)]);
    expect(observer.read().heapAfterGc).toBe(heapAfterGc);
  });

  test('are not observed after a stop', () => {
    const observer = start();
    const HOLDER = {};
    gcRecorder.acquire(HOLDER);
    onTestFinished(() => gcRecorder.release(HOLDER));
    observer.stop();
    gcRecorder.record([entry(MAJOR, 20, 100)]);
    expect(observer.read()).toMatchObject({
      pauses: [],
      heapAfterGc: undefined,
    });
  });
});
