import { performance } from 'node:perf_hooks';
import v8 from 'node:v8';

/** The sizes of this thread's heap that allocations are estimated from, in bytes. */
export interface HeapSample {
  /** In milliseconds of `performance.now()`. */
  readonly time: number;
  /** Objects in all spaces. */
  readonly used: number;
  /** Objects in the young generation. */
  readonly youngUsed: number;
  /** The size at which the young generation is full. */
  readonly youngCapacity: number;
  /** Large young objects, which have spaces of their own. */
  readonly youngLargeUsed: number;
  /** Large old objects. */
  readonly oldLargeUsed: number;
}

export function takeHeapSample(): HeapSample {
  let used = 0;
  let youngUsed = 0;
  let youngCapacity = 0;
  let youngLargeUsed = 0;
  let oldLargeUsed = 0;
  for (const space of v8.getHeapSpaceStatistics()) {
    // The number and the order of spaces differ between versions of V8.
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
