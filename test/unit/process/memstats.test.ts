import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  afterEach,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import { ExpvarRegistry } from 'nestjs-expvar';
import { goMarshal } from '../../../src/encoding/go-marshal.js';
import { gcRecorder } from '../../../src/process/gc-recorder.js';
import { MemStatsVar } from '../../../src/process/memstats-var.js';
import { type MemStats, readMemStats } from '../../../src/process/memstats.js';
import { newReadings } from '../../support/process-readings.js';

const HOLDER = {};
const { readings } = newReadings();

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as (options?: object) => void;

beforeEach(() => gcRecorder.acquire(HOLDER));
afterEach(() => gcRecorder.release(HOLDER));

/** Collects garbage and waits until the event loop reports it. */
async function collect(): Promise<void> {
  gc();
  await setImmediate();
}

// Positional readers rely on Go's order. Source: runtime/mstats.go.
const MEMBERS =
  'Alloc TotalAlloc Sys Lookups Mallocs Frees HeapAlloc HeapSys HeapIdle HeapInuse HeapReleased HeapObjects StackInuse StackSys MSpanInuse MSpanSys MCacheInuse MCacheSys BuckHashSys GCSys OtherSys NextGC LastGC PauseTotalNs PauseNs PauseEnd NumGC NumForcedGC GCCPUFraction EnableGC DebugGC BySize';

test("memstats has Go's 32 members in Go's order", () => {
  expect(Object.keys(readMemStats('all', readings)).join(' ')).toBe(MEMBERS);
});

test('the parts of memstats add up as Go promises', async () => {
  await collect();
  const stats = readMemStats('all', readings);
  expect(stats.Alloc).toBe(stats.HeapAlloc);
  expect(stats.HeapSys).toBe(stats.HeapIdle + stats.HeapInuse);
  expect(stats.HeapAlloc).toBeLessThanOrEqual(stats.HeapInuse);
  expect(stats.HeapReleased).toBeLessThanOrEqual(stats.HeapIdle);
  expect(stats.HeapObjects).toBe(stats.Mallocs - stats.Frees);
  expect(stats.NextGC).toBeGreaterThanOrEqual(stats.HeapAlloc);
  expect(stats.Sys).toBe(
    stats.HeapSys +
      stats.StackSys +
      stats.MSpanSys +
      stats.MCacheSys +
      stats.BuckHashSys +
      stats.GCSys +
      stats.OtherSys,
  );
  expect(stats.GCCPUFraction).toBeGreaterThan(0);
  expect(stats.GCCPUFraction).toBeLessThanOrEqual(1);
});

test('all sizes are whole numbers that Go can decode', async () => {
  await collect();
  for (const [name, value] of Object.entries(readMemStats('all', readings))) {
    if (typeof value === 'number' && name !== 'GCCPUFraction') {
      expect(Number.isSafeInteger(value), name).toBe(true);
      expect(value, name).toBeGreaterThanOrEqual(0);
    }
  }
});

test('TotalAlloc includes collected objects', async () => {
  const read = () => readMemStats('all', readings);
  const before = read().TotalAlloc;
  for (let i = 0; i < 20; i++) {
    Array.from({ length: 100_000 }, (_, n) => ({ n }));
    await setImmediate();
  }
  await collect();
  const { TotalAlloc, HeapAlloc } = read();
  expect(TotalAlloc).toBeGreaterThanOrEqual(HeapAlloc);
  // Each needs at least an object of 24 bytes and a reference.
  expect(TotalAlloc - before).toBeGreaterThan(20 * 100_000 * 28 * 0.5);
});

test('HeapAlloc grows with allocations', () => {
  gc(); // Garbage that is collected during the test would hide the growth.
  const before = readMemStats('all', readings).HeapAlloc;
  const objects = Array.from({ length: 200_000 }, (_, i) => ({ i }));
  const after = readMemStats('all', readings).HeapAlloc;
  expect(after - before).toBeGreaterThan(1_000_000);
  expect(objects).toHaveLength(200_000);
});

describe('garbage collections', () => {
  test('are 0 before the first one', () => {
    const stats = readMemStats('all', readings);
    expect(stats.NumGC).toBe(0);
    expect(stats.LastGC).toBe(0n);
    expect(stats.PauseTotalNs).toBe(0);
    expect(stats.PauseNs).toEqual(new Float64Array(256));
    expect(stats.PauseEnd).toEqual(new BigUint64Array(256));
  });

  test('count with pause and end when they are forced', async () => {
    await collect();
    const { NumGC, NumForcedGC, ...stats } = readMemStats('all', readings);
    expect(NumForcedGC).toBeGreaterThanOrEqual(1);
    expect(NumGC).toBeGreaterThanOrEqual(NumForcedGC);
    const newest = (NumGC + 255) % 256;
    expect(stats.PauseNs[newest]).toBeGreaterThan(0);
    expect(stats.PauseEnd[newest]).toBe(stats.LastGC);
    const ageMs = Date.now() - Number(stats.LastGC / 1_000_000n);
    expect(Math.abs(ageMs)).toBeLessThan(60_000);
    const sum = stats.PauseNs.reduce((total, pause) => total + pause, 0);
    expect(sum).toBe(stats.PauseTotalNs);
  });

  test('fill a ring with the last 256 of them', async () => {
    for (let i = 0; i < 300; i++) {
      gc({ type: 'minor' });
    }
    await setImmediate();
    await setImmediate();
    const stats = readMemStats('all', readings);
    expect(stats.NumGC).toBeGreaterThanOrEqual(300);
    expect(stats.PauseNs.every((pause) => pause > 0)).toBe(true);
    expect(stats.PauseEnd.every((end) => end <= stats.LastGC)).toBe(true);
    const sum = stats.PauseNs.reduce((total, pause) => total + pause, 0);
    expect(sum).toBeLessThan(stats.PauseTotalNs);
  });

  test('are shared by applications, and forgotten with the last one', async () => {
    const other = {};
    gcRecorder.acquire(other);
    await collect();
    gcRecorder.release(other);
    gcRecorder.release(other);
    expect(readMemStats('all', readings).NumGC).toBeGreaterThan(0);
    gcRecorder.release(HOLDER);
    expect(gcRecorder.all.count).toBe(0);
    await collect();
    gcRecorder.takeRecords();
    expect(gcRecorder.all.count).toBe(0);
    gcRecorder.acquire(HOLDER);
    expect(readMemStats('all', readings).NumGC).toBe(0);
  });
});

describe('the variable memstats', () => {
  /** Reads a variable as text and as a value at the same moment, unless a collection comes between. */
  function both(variable: MemStatsVar) {
    for (;;) {
      const before = gcRecorder.all.count;
      const text = variable.toString();
      const stats = readMemStats('all', readings);
      if (gcRecorder.all.count === before) {
        return { text, stats };
      }
    }
  }

  test('writes the value as Go would marshal it', async () => {
    const variable = new MemStatsVar('all', readings);
    for (const collections of [0, 1, 2, 300]) {
      for (let i = 0; i < collections; i++) {
        gc({ type: 'minor' });
      }
      await setImmediate();
      const { text, stats } = both(variable);
      const { PauseNs, PauseEnd, BySize, LastGC } = stats;
      for (const [name, value] of Object.entries({
        PauseNs,
        PauseEnd,
        BySize,
        LastGC,
      })) {
        expect(text).toContain(`"${name}":${goMarshal(value)}`);
      }
      expect(Object.keys(JSON.parse(text) as object).join(' ')).toBe(MEMBERS);
    }
  });

  test('is in a document while the timers of a test are fakes', async () => {
    const registry = new ExpvarRegistry();
    registry.publishReserved('memstats', new MemStatsVar('all', readings));
    vi.useFakeTimers();
    onTestFinished(() => {
      vi.useRealTimers();
    });

    const document = await registry.render();

    expect(document.toString()).toMatch(/^\{\n"memstats": \{"Alloc":\d+/);
  });

  test('includes the collections that ended before the scrape', async () => {
    const registry = new ExpvarRegistry();
    registry.publishReserved('memstats', new MemStatsVar('all', readings));
    for (let scrapes = 1; scrapes <= 5; scrapes++) {
      gc();
      const document = (await registry.render()).toString();
      expect(document).toContain(`"NumForcedGC":${scrapes},`);
    }
  });

  test('returns a new copy to each reader', async () => {
    const variable = new MemStatsVar('all', readings);
    await collect();
    const { PauseNs, PauseEnd, PauseTotalNs } = variable.value as MemStats;
    PauseNs.fill(7);
    PauseEnd.fill(7n);

    const stats = readMemStats('all', readings);
    expect(stats.PauseNs).not.toContain(7);
    expect(stats.PauseEnd).not.toContain(7n);
    expect(stats.PauseTotalNs).toBeGreaterThanOrEqual(PauseTotalNs);
  });

  test('forgets the pauses after the recorder is released', async () => {
    const variable = new MemStatsVar('all', readings);
    await collect();
    variable.toString();
    gcRecorder.release(HOLDER);
    gcRecorder.acquire(HOLDER);
    const { text, stats } = both(variable);
    expect(text).toContain(`"PauseEnd":${goMarshal(stats.PauseEnd)}`);
  });
});
