import { describe, expect, test } from 'vitest';
import {
  AllocationMeter,
  type Collection,
} from '../../../src/process/allocation-meter.js';
import type { HeapSample } from '../../../src/process/heap-sample.js';

/** A heap of 100 bytes, none of them young, with room for 1000 young ones. */
const EMPTY: HeapSample = {
  time: 0,
  used: 100,
  youngUsed: 0,
  youngCapacity: 1000,
  youngLargeUsed: 0,
  oldLargeUsed: 0,
};

/** A meter that began with the empty heap, and what it counts from then on. */
function started(first: Partial<HeapSample> = {}) {
  const heap = { ...EMPTY, ...first };
  const meter = new AllocationMeter(heap);
  return {
    meter,
    heap,
    /** Takes in collections and what the heap is like right after them. */
    counts(collections: readonly Collection[], then: Partial<HeapSample> = {}) {
      const { start, duration } = collections.at(-1)!;
      const now = { ...heap, time: start + duration, ...then };
      const before = meter.read(0);
      meter.collected(collections, now);
      return meter.read(0) - before;
    },
  };
}

function forRoom(start: number, duration = 1): Collection {
  return { start, duration, isForRoom: true };
}

function forAnotherReason(start: number, duration = 1): Collection {
  return { start, duration, isForRoom: false };
}

describe('without a collection', () => {
  test('it is what the heap has grown by', () => {
    const { meter } = started();
    expect(meter.read(100)).toBe(100);
    expect(meter.read(700)).toBe(700);
  });

  test('it stays when the heap shrinks before that is reported', () => {
    const { meter } = started();
    expect(meter.read(700)).toBe(700);
    expect(meter.read(300)).toBe(700);
  });
});

describe('one collection for room', () => {
  test('is nine tenths of the young generation', () => {
    expect(started().counts([forRoom(100)])).toBe(900);
  });

  test('is what there was room for besides what was there', () => {
    const { counts } = started({ youngUsed: 300 });
    expect(counts([forRoom(100)])).toBe(600);
  });

  test('takes nothing away when there was no room', () => {
    const { counts } = started({ youngUsed: 950 });
    expect(counts([forRoom(100)])).toBe(0);
  });

  test('adds what came after it at the same rate', () => {
    // 900 in 100 ms, and then 5 ms.
    const { counts } = started();
    expect(counts([forRoom(100)], { time: 106, youngUsed: 80 })).toBe(945);
  });

  test('adds no more than is there', () => {
    const { counts } = started();
    expect(counts([forRoom(100)], { time: 106, youngUsed: 20 })).toBe(920);
  });

  test('adds large objects: old ones that came, and all young ones', () => {
    const { counts } = started({ oldLargeUsed: 50, youngLargeUsed: 10_000 });
    const then = { oldLargeUsed: 4050, youngLargeUsed: 2000 };
    expect(counts([forRoom(100)], then)).toBe(6900);
  });

  test('takes nothing away for large objects that went', () => {
    const { counts } = started({ oldLargeUsed: 5000 });
    expect(counts([forRoom(100)], { oldLargeUsed: 0 })).toBe(900);
  });

  test('is at least what was seen before it', () => {
    const { meter, heap } = started();
    meter.read(5100);
    meter.collected([forRoom(100)], { ...heap, time: 101 });
    expect(meter.read(100)).toBe(5100);
  });

  test('is at least what the heap grew by', () => {
    expect(started().counts([forRoom(100)], { used: 9100 })).toBe(9000);
  });

  test('is less when it evidently was not for room', () => {
    // 10 in 50 ms say that there were 20 in the 100 ms before.
    const { counts } = started();
    expect(counts([forRoom(100)], { time: 151, youngUsed: 10 })).toBe(30);
  });

  test('counts when it is reported after a later look', () => {
    const { counts } = started({ time: 200 });
    expect(counts([forRoom(100)], { time: 201, youngUsed: 10 })).toBe(900);
  });
});

describe('one collection for another reason', () => {
  test('goes by the rate before', () => {
    const { meter, heap } = started();
    // 900 in 100 ms.
    meter.collected([forRoom(100)], { ...heap, time: 101 });
    const before = meter.read(0);
    meter.collected([forAnotherReason(151)], { ...heap, time: 152 });
    expect(meter.read(0) - before).toBe(450);
  });

  test('is no more than there was room for', () => {
    const { meter, heap } = started();
    meter.collected([forRoom(100)], { ...heap, time: 101 });
    const before = meter.read(0);
    meter.collected([forAnotherReason(1101)], { ...heap, time: 1102 });
    expect(meter.read(0) - before).toBe(900);
  });

  test('is nothing when no rate is known', () => {
    expect(started().counts([forAnotherReason(100)])).toBe(0);
  });
});

describe('several collections in a turn', () => {
  const turn = Array.from({ length: 100 }, (_, i) => forRoom(10 + i * 2));

  test('are the whole young generation each', () => {
    expect(started().counts(turn)).toBe(100_000);
  });

  test('are less by a part of what may survive', () => {
    const { counts } = started({ youngUsed: 400 });
    // The first has 600, and a quarter of the 400 may survive the others.
    const then = { youngUsed: 400, time: 209 };
    expect(counts(turn, then)).toBe(600 + 99 * 900);
  });

  test('are more when the young generation grew with survivors', () => {
    const { counts } = started();
    const four = turn.slice(0, 4);
    const allocated = counts(four, { youngCapacity: 2000 });
    expect(allocated).toBe(Math.round(1000 + 1000 * Math.SQRT2 + 2000 + 2000));
  });

  test('are not more when it grew with their reports', () => {
    const { counts } = started();
    const reported = [...turn, forRoom(220, 20)];
    expect(counts(reported, { youngCapacity: 8000 })).toBe(101_000);
  });

  test('are more when their reports are too small for it to grow', () => {
    const { counts } = started({ youngCapacity: 1e6 });
    const reported = [...turn, forRoom(220, 20)];
    const allocated = counts(reported, { youngCapacity: 2e6 });
    expect(allocated).toBe(Math.round(1e6 + 1e6 * Math.SQRT2 + 99 * 2e6));
  });

  test('have others among them', () => {
    const { counts } = started();
    // 1000 in a millisecond; the major one comes after half a millisecond.
    const collections = [forRoom(1), forRoom(3), forAnotherReason(4.5)];
    expect(counts(collections)).toBe(2500);
  });
});

test('it is never less than before, nor than what is on the heap', () => {
  const { meter } = started();
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
      isForRoom: next(3) > 0,
    }));
    if (collections.length > 0) {
      meter.collected(collections, now);
    }
    const total = meter.read(now.used);
    expect(total).toBeGreaterThanOrEqual(highest);
    expect(total).toBeGreaterThanOrEqual(now.used);
    expect(Number.isSafeInteger(total)).toBe(true);
    highest = total;
  }
});

test('it stays a number where there is no young generation', () => {
  const nothing: HeapSample = {
    time: 0,
    used: 1000,
    youngUsed: 0,
    youngCapacity: 0,
    youngLargeUsed: 0,
    oldLargeUsed: 0,
  };
  const meter = new AllocationMeter(nothing);
  meter.collected(
    [
      { start: 1, duration: 1, isForRoom: true },
      { start: 3, duration: 1, isForRoom: true },
    ],
    { ...nothing, time: 5, used: 1500 },
  );
  expect(meter.read(1600)).toBe(1600);
});
