import v8 from 'node:v8';

/** V8's heap, in bytes. */
export function readHeap() {
  const heap = v8.getHeapStatistics();
  return {
    used: heap.used_heap_size,
    total: heap.total_heap_size,
    physical: heap.total_physical_size,
    available: heap.total_available_size,
    sizeLimit: heap.heap_size_limit,
    malloced: heap.malloced_memory,
    nativeContexts: heap.number_of_native_contexts,
    detachedContexts: heap.number_of_detached_contexts,
    spaces: Object.fromEntries(
      v8.getHeapSpaceStatistics().map((space) => [
        space.space_name,
        {
          size: space.space_size,
          used: space.space_used_size,
          available: space.space_available_size,
          physical: space.physical_space_size,
        },
      ]),
    ),
  };
}
