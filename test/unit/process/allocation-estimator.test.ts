import { describe, expect, test } from 'vitest';
import {
  AllocationEstimator,
  type Collection,
} from '../../../src/process/allocation-estimator.js';
import type { HeapSample } from '../../../src/process/heap-sample.js';

/** A heap of 100 bytes with an empty young generation of 1000 bytes. */
const EMPTY: HeapSample = {
  time: 0,
  used: 100,
  youngUsed: 0,
  youngCapacity: 1000,
  youngLargeUsed: 0,
  oldLargeUsed: 0,
};

/** Returns an estimator that started with the given heap, and helpers to feed it. */
function started(first: Partial<HeapSample> = {}) {
  const heap = { ...EMPTY, ...first };
  const estimator = new AllocationEstimator(heap);
  return {
    estimator,
    heap,
    /** Adds collections and the heap after them. Returns the estimated bytes. */
    counts(collections: readonly Collection[], then: Partial<HeapSample> = {}) {
      const { start, duration } = collections.at(-1)!;
      const now = { ...heap, time: start + duration, ...then };
      const before = estimator.read(0);
      estimator.add(collections, now);
      return estimator.read(0) - before;
    },
  };
}

function whenFull(start: number, duration = 1): Collection {
  return { start, duration, wasFull: true };
}

function forAnotherReason(start: number, duration = 1): Collection {
  return { start, duration, wasFull: false };
}

describe('without a collection, the estimate', () => {
  test('is the growth of the heap', () => {
    const { estimator } = started();
    expect(estimator.read(100)).toBe(100);
    expect(estimator.read(700)).toBe(700);
  });

  test('stays the same when the heap shrinks before V8 reports the collection', () => {
    const { estimator } = started();
    expect(estimator.read(700)).toBe(700);
    expect(estimator.read(300)).toBe(700);
  });
});

describe('one collection of a full young generation', () => {
  test('counts as nine tenths of the young generation', () => {
    expect(started().counts([whenFull(100)])).toBe(900);
  });

  test('counts as the bytes that were free before it', () => {
    const { counts } = started({ youngUsed: 300 });
    expect(counts([whenFull(100)])).toBe(600);
  });

  test('subtracts nothing when no bytes were free', () => {
    const { counts } = started({ youngUsed: 950 });
    expect(counts([whenFull(100)])).toBe(0);
  });

  test('adds what was allocated after it at the same rate', () => {
    // 900 bytes were allocated in 100 ms, and then 5 ms passed.
    const { counts } = started();
    expect(counts([whenFull(100)], { time: 106, youngUsed: 80 })).toBe(945);
  });

  test('adds no more than the young generation holds afterwards', () => {
    const { counts } = started();
    expect(counts([whenFull(100)], { time: 106, youngUsed: 20 })).toBe(920);
  });

  test('adds new large old objects and all large young objects', () => {
    const { counts } = started({ oldLargeUsed: 50, youngLargeUsed: 10_000 });
    const then = { oldLargeUsed: 4050, youngLargeUsed: 2000 };
    expect(counts([whenFull(100)], then)).toBe(6900);
  });

  test('subtracts nothing for large objects that were collected', () => {
    const { counts } = started({ oldLargeUsed: 5000 });
    expect(counts([whenFull(100)], { oldLargeUsed: 0 })).toBe(900);
  });

  test('counts as at least the growth that was read before it', () => {
    const { estimator, heap } = started();
    estimator.read(5100);
    estimator.add([whenFull(100)], { ...heap, time: 101 });
    expect(estimator.read(100)).toBe(5100);
  });

  test('counts as at least the growth of the heap', () => {
    expect(started().counts([whenFull(100)], { used: 9100 })).toBe(9000);
  });

  test('counts less when the rate after it shows that the generation was not full', () => {
    // 10 bytes in 50 ms are the rate of 20 bytes in the 100 ms before.
    const { counts } = started();
    expect(counts([whenFull(100)], { time: 151, youngUsed: 10 })).toBe(30);
  });

  test('counts when it is reported after a later sample', () => {
    const { counts } = started({ time: 200 });
    expect(counts([whenFull(100)], { time: 201, youngUsed: 10 })).toBe(900);
  });
});

describe('one collection for another reason', () => {
  test('counts by the rate before it', () => {
    const { estimator, heap } = started();
    // 900 bytes were allocated in 100 ms.
    estimator.add([whenFull(100)], { ...heap, time: 101 });
    const before = estimator.read(0);
    estimator.add([forAnotherReason(151)], { ...heap, time: 152 });
    expect(estimator.read(0) - before).toBe(450);
  });

  test('counts as no more than the bytes that were free', () => {
    const { estimator, heap } = started();
    estimator.add([whenFull(100)], { ...heap, time: 101 });
    const before = estimator.read(0);
    estimator.add([forAnotherReason(1101)], { ...heap, time: 1102 });
    expect(estimator.read(0) - before).toBe(900);
  });

  test('counts as nothing when no rate is known', () => {
    expect(started().counts([forAnotherReason(100)])).toBe(0);
  });
});

describe('several collections in one iteration of the event loop', () => {
  const collections = Array.from({ length: 100 }, (_, i) =>
    whenFull(10 + i * 2),
  );

  test('count as the whole young generation each', () => {
    expect(started().counts(collections)).toBe(100_000);
  });

  test('count less when objects may survive them', () => {
    const { counts } = started({ youngUsed: 400 });
    // The first collection counts 600 bytes, and a quarter of the 400 may survive the others.
    const then = { youngUsed: 400, time: 209 };
    expect(counts(collections, then)).toBe(600 + 99 * 900);
  });

  test('count more when the young generation grew because objects survived', () => {
    const { counts } = started();
    const four = collections.slice(0, 4);
    const allocated = counts(four, { youngCapacity: 2000 });
    expect(allocated).toBe(Math.round(1000 + 1000 * Math.SQRT2 + 2000 + 2000));
  });

  test('count no more when the young generation grew because of V8 reports', () => {
    const { counts } = started();
    const reported = [...collections, whenFull(220, 20)];
    expect(counts(reported, { youngCapacity: 8000 })).toBe(101_000);
  });

  test('count more when the reports are too small to make the young generation grow', () => {
    const { counts } = started({ youngCapacity: 1e6 });
    const reported = [...collections, whenFull(220, 20)];
    const allocated = counts(reported, { youngCapacity: 2e6 });
    expect(allocated).toBe(Math.round(1e6 + 1e6 * Math.SQRT2 + 99 * 2e6));
  });

  test('count with collections for other reasons among them', () => {
    const { counts } = started();
    // 1000 bytes are allocated per millisecond; the major collection comes after half a millisecond.
    const collections = [whenFull(1), whenFull(3), forAnotherReason(4.5)];
    expect(counts(collections)).toBe(2500);
  });
});

test('the estimate is never less than before, nor less than the heap', () => {
  const { estimator } = started();
  let random = 1;
  const next = (limit: number) => {
    random = (random * 48_271) % 2_147_483_647;
    return random % limit;
  };
  let highest = 0;
  for (let time = 0; time < 20_000; time += 10) {
    const now: HeapSample = {
      time,
      used: 1000 + next(20_000),
      youngUsed: next(1000),
      youngCapacity: 1000 * 2 ** next(4),
      youngLargeUsed: next(3000),
      oldLargeUsed: next(9000),
    };
    const collections = Array.from({ length: next(4) }, (_, i) => ({
      start: time - next(15) + i,
      duration: next(3),
      wasFull: next(3) > 0,
    }));
    if (collections.length > 0) {
      estimator.add(collections, now);
    }
    const total = estimator.read(now.used);
    expect(total).toBeGreaterThanOrEqual(highest);
    expect(total).toBeGreaterThanOrEqual(now.used);
    expect(Number.isSafeInteger(total)).toBe(true);
    highest = total;
  }
});

test('the estimate stays a number without a young generation', () => {
  const nothing: HeapSample = {
    time: 0,
    used: 1000,
    youngUsed: 0,
    youngCapacity: 0,
    youngLargeUsed: 0,
    oldLargeUsed: 0,
  };
  const estimator = new AllocationEstimator(nothing);
  estimator.add(
    [
      { start: 1, duration: 1, wasFull: true },
      { start: 3, duration: 1, wasFull: true },
    ],
    { ...nothing, time: 5, used: 1500 },
  );
  expect(estimator.read(1600)).toBe(1600);
});
