import v8 from 'node:v8';
import { gauge, type MembersMeta, type VarMeta } from '../../vars/var-meta.js';
import type { Collector } from '../collector.js';

/** Reads the size of V8's heap and of its spaces. */
export class HeapCollector implements Collector {
  static readonly meta: VarMeta = {
    description: "Bytes of V8's heap, and of each of its spaces",
    members: {
      used: gauge(
        'By',
        'Objects on the heap, garbage included',
        'nodejs_heap_size_used_bytes',
      ),
      total: gauge(
        'By',
        'Memory that is committed to the heap',
        'nodejs_heap_size_total_bytes',
      ),
      physical: gauge('By', 'Memory of the heap that is resident'),
      available: gauge('By', 'Memory left until the limit of the heap'),
      sizeLimit: gauge('By', 'Limit of the heap'),
      malloced: gauge('By', 'Memory that V8 allocated outside its heap'),
      nativeContexts: gauge('{context}', 'Top-level contexts'),
      detachedContexts: gauge(
        '{context}',
        'Contexts that were detached and not yet collected; more than 0 may be a leak',
      ),
      spaces: {
        description: "The spaces of V8's heap, by name",
        label: 'space',
        each: {
          members: {
            size: gauge(
              'By',
              'Memory that is committed to the space',
              'nodejs_heap_space_size_total_bytes',
            ),
            used: gauge(
              'By',
              'Objects in the space',
              'nodejs_heap_space_size_used_bytes',
            ),
            available: gauge(
              'By',
              'Free memory in the space',
              'nodejs_heap_space_size_available_bytes',
            ),
            physical: gauge('By', 'Memory of the space that is resident'),
          } satisfies MembersMeta<SpaceFigures>,
        },
      },
    } satisfies MembersMeta<ReturnType<HeapCollector['read']>>,
  };

  read() {
    const heap = v8.getHeapStatistics();
    const spaces: Record<string, SpaceFigures> = {};
    for (const space of v8.getHeapSpaceStatistics()) {
      spaces[space.space_name] = {
        size: space.space_size,
        used: space.space_used_size,
        available: space.space_available_size,
        physical: space.physical_space_size,
      };
    }
    return {
      used: heap.used_heap_size,
      total: heap.total_heap_size,
      physical: heap.total_physical_size,
      available: heap.total_available_size,
      sizeLimit: heap.heap_size_limit,
      malloced: heap.malloced_memory,
      nativeContexts: heap.number_of_native_contexts,
      detachedContexts: heap.number_of_detached_contexts,
      spaces,
    };
  }
}

interface SpaceFigures {
  readonly size: number;
  readonly used: number;
  readonly available: number;
  readonly physical: number;
}
