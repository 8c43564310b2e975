import { performance } from 'node:perf_hooks';
import v8 from 'node:v8';

/** What of this thread's heap tells how much was allocated. In bytes. */
export interface HeapSample {
  /** In milliseconds of `performance.now()`. */
  readonly time: number;
  /** Of all spaces together. */
  readonly used: number;
  /** Of the young generation. */
  readonly youngUsed: number;
  /** What the young generation holds when it is full. */
  readonly youngCapacity: number;
  /** Of the young objects that have a page of their own each. */
  readonly youngLargeUsed: number;
  /** Of the old objects that have a page of their own each. */
  readonly oldLargeUsed: number;
}

export function heapSample(): HeapSample {
  let used = 0;
  let youngUsed = 0;
  let youngCapacity = 0;
  let youngLargeUsed = 0;
  let oldLargeUsed = 0;
  for (const space of v8.getHeapSpaceStatistics()) {
    // V8's versions differ in how many there are, and in their order.
    const name: string = space.space_name;
    used += space.space_used_size;
    if (name === 'new_space') {
      youngUsed = space.space_used_size;
      // The size is that of both halves, or of what is committed of them.
      youngCapacity = space.space_used_size + space.space_available_size;
    } else if (name === 'new_large_object_space') {
      youngLargeUsed = space.space_used_size;
    } else if (name.endsWith('large_object_space')) {
      oldLargeUsed += space.space_used_size;
    }
  }
  return {
    time: performance.now(),
    used,
    youngUsed,
    youngCapacity,
    youngLargeUsed,
    oldLargeUsed,
  };
}
