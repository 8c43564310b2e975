import { performance } from 'node:perf_hooks';
import v8 from 'node:v8';
import {
  counter,
  gauge,
  type MembersMeta,
  type VarMeta,
} from '../vars/var-meta.js';
import { type CountedCollections, gcRecorder } from './gc-recorder.js';
import { RING_LENGTH } from './pause-ring.js';
import type { ProcessReadings } from './process-readings.js';

/**
 * Go's `runtime.MemStats`, in its order. Sizes are in bytes, times in
 * nanoseconds. V8 has no counterpart of the members that are always 0.
 */
export interface MemStats {
  /**
   * Bytes of objects on V8's heap, garbage included; the same as `HeapAlloc`.
   */
  readonly Alloc: number;
  /** Bytes ever allocated on the heap, estimated from garbage collections. */
  readonly TotalAlloc: number;
  /**
   * Bytes obtained from the operating system: the sum of the members that end
   * with `Sys`.
   */
  readonly Sys: number;
  /** Always 0, as in Go. */
  readonly Lookups: number;
  /** Always 0. */
  readonly Mallocs: number;
  /** Always 0. */
  readonly Frees: number;
  /** Bytes of objects on V8's heap, garbage included. */
  readonly HeapAlloc: number;
  /** Bytes that V8 has committed to the heap. */
  readonly HeapSys: number;
  /** Bytes of the heap without objects: unused pages and free space. */
  readonly HeapIdle: number;
  /** Bytes of the heap that may hold objects: `HeapSys - HeapIdle`. */
  readonly HeapInuse: number;
  /** Bytes of the heap that are not resident. */
  readonly HeapReleased: number;
  /** Always 0. */
  readonly HeapObjects: number;
  /** Bytes of the main thread's stack; 0 except on Linux. */
  readonly StackInuse: number;
  /** Bytes; the same as `StackInuse`. */
  readonly StackSys: number;
  /** Always 0. */
  readonly MSpanInuse: number;
  /** Always 0. */
  readonly MSpanSys: number;
  /** Always 0. */
  readonly MCacheInuse: number;
  /** Always 0. */
  readonly MCacheSys: number;
  /** Always 0. */
  readonly BuckHashSys: number;
  /** Bytes of V8's global handles. */
  readonly GCSys: number;
  /**
   * Bytes of the rest of the resident set: code, libraries, Buffers and the
   * stacks of other threads. The resident set size is up to a second old.
   */
  readonly OtherSys: number;
  /**
   * The `HeapAlloc`, in bytes, at which V8 next collects the young generation.
   */
  readonly NextGC: number;
  /**
   * The end of the last collection, in nanoseconds since the Unix epoch; 0
   * before the first.
   */
  readonly LastGC: bigint;
  /** The sum of all pauses, in nanoseconds. */
  readonly PauseTotalNs: number;
  /**
   * The last 256 pauses in nanoseconds, the newest at `(NumGC + 255) % 256`.
   */
  readonly PauseNs: Float64Array;
  /** The ends of these pauses, in nanoseconds since the Unix epoch. */
  readonly PauseEnd: BigUint64Array;
  /** The number of collections since the application started. */
  readonly NumGC: number;
  /**
   * The number of collections that the program requested, such as with `gc()`.
   */
  readonly NumForcedGC: number;
  /** The share of the main thread's time that pauses took, from 0 to 1. */
  readonly GCCPUFraction: number;
  /** Always true. */
  readonly EnableGC: boolean;
  /** Always false, as in Go. */
  readonly DebugGC: boolean;
  /** Go's size classes, with counts of 0. */
  readonly BySize: readonly SizeClass[];
}

interface SizeClass {
  readonly Size: number;
  readonly Mallocs: number;
  readonly Frees: number;
}

const NOT_AVAILABLE = 'always 0, because V8 does not count it';

/** The metadata of `memstats`. */
export const MEMSTATS_META: VarMeta = {
  description: "Memory and garbage collections, as Go's runtime.MemStats",
  members: {
    Alloc: gauge('By', 'Objects on the heap, garbage included'),
    TotalAlloc: counter('By', 'Bytes ever allocated on the heap, estimated'),
    Sys: gauge('By', 'Memory obtained from the operating system'),
    Lookups: counter('{lookup}', 'Pointer lookups: always 0, as in Go'),
    Mallocs: counter('{object}', `Objects allocated: ${NOT_AVAILABLE}`),
    Frees: counter('{object}', `Objects freed: ${NOT_AVAILABLE}`),
    HeapAlloc: gauge('By', 'Objects on the heap, garbage included'),
    HeapSys: gauge('By', 'Memory that is committed to the heap'),
    HeapIdle: gauge('By', 'Memory of the heap that holds no object'),
    HeapInuse: gauge('By', 'Memory of the heap that may hold objects'),
    HeapReleased: gauge('By', 'Memory of the heap that is not resident'),
    HeapObjects: gauge('{object}', `Objects on the heap: ${NOT_AVAILABLE}`),
    StackInuse: gauge('By', 'Stack of the main thread; 0 except on Linux'),
    StackSys: gauge('By', 'Stack of the main thread; 0 except on Linux'),
    MSpanInuse: gauge('By', `Go's mspan structures in use: always 0`),
    MSpanSys: gauge('By', `Go's mspan structures: always 0`),
    MCacheInuse: gauge('By', `Go's mcache structures in use: always 0`),
    MCacheSys: gauge('By', `Go's mcache structures: always 0`),
    BuckHashSys: gauge('By', `Go's profiling buckets: always 0`),
    GCSys: gauge('By', "Memory of V8's global handles"),
    OtherSys: gauge(
      'By',
      'Resident memory besides heap, stack and handles; up to a second old, and older while it cannot be read',
    ),
    NextGC: gauge(
      'By',
      'HeapAlloc at which the young generation is full and is collected',
    ),
    LastGC: gauge(
      'ns',
      'End of the last collection, in nanoseconds since the Unix epoch',
    ),
    PauseTotalNs: counter('ns', 'Time that collections paused the thread'),
    PauseNs: {
      description: 'The last 256 pauses, a ring',
      each: gauge('ns', 'Pause of a collection'),
    },
    PauseEnd: {
      description: 'Ends of the last 256 pauses, a ring',
      each: gauge('ns', 'End of a pause, in nanoseconds since the Unix epoch'),
    },
    NumGC: counter('{collection}', 'Garbage collections'),
    NumForcedGC: counter(
      '{collection}',
      'Garbage collections that the program asked for, as with gc()',
    ),
    GCCPUFraction: gauge(
      '1',
      "Share of the main thread's time that collections took",
    ),
    EnableGC: { description: 'Always true' },
    DebugGC: { description: 'Always false, as in Go' },
    BySize: {
      description: "Go's size classes, with counts of 0",
      each: {
        members: {
          Size: gauge('By', 'Largest object of the size class'),
          Mallocs: counter('{object}', `Objects allocated: ${NOT_AVAILABLE}`),
          Frees: counter('{object}', `Objects freed: ${NOT_AVAILABLE}`),
        } satisfies MembersMeta<SizeClass>,
      },
    },
  } satisfies MembersMeta<MemStats>,
};

/** Go's size classes, for clients that read them by position. */
export const BY_SIZE: readonly SizeClass[] = [
  0, 8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240,
  256, 288, 320, 352, 384, 416, 448, 480, 512, 576, 640, 704, 768, 896, 1024,
  1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456, 4096, 4864,
  5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568,
  14336, 16384, 18432,
].map((Size) => ({ Size, Mallocs: 0, Frees: 0 }));

/**
 * Reads the memory of this process as Go's `runtime.ReadMemStats` does. Never
 * fails: a figure that the operating system does not report keeps its last
 * value, or is 0.
 */
export function readMemStats(
  collections: CountedCollections,
  { memory, status }: ProcessReadings,
): MemStats {
  gcRecorder.takeRecords();
  const ring = gcRecorder[collections];
  const heap = v8.getHeapStatistics();
  const young = v8
    .getHeapSpaceStatistics()
    .find(({ space_name }) => space_name === 'new_space');
  const rss = memory.currentOrLast?.rss ?? 0;

  const heapAlloc = heap.used_heap_size;
  const heapSys = Math.max(heap.total_heap_size, heapAlloc);
  // V8 returns empty old pages immediately, so that only the unused half of the
  // young generation, and what is not resident, is free of objects.
  const unused = young ? young.space_size - young.space_used_size : 0;
  const notResident = toNatural(heapSys - heap.total_physical_size);
  const heapIdle = Math.min(
    heapSys - heapAlloc,
    Math.max(toNatural(unused), notResident),
  );
  const heapReleased = Math.min(notResident, heapIdle);
  const stackSys = status.currentOrLast?.stack ?? 0;
  const gcSys = heap.total_global_handles_size;
  const otherSys = toNatural(rss - (heapSys - heapReleased) - stackSys - gcSys);
  const newest = (ring.count + RING_LENGTH - 1) % RING_LENGTH;
  const elapsedNs = (performance.now() - gcRecorder.since) * 1e6;

  return {
    Alloc: heapAlloc,
    TotalAlloc: gcRecorder.allocated(heapAlloc),
    Sys: heapSys + stackSys + gcSys + otherSys,
    Lookups: 0,
    Mallocs: 0,
    Frees: 0,
    HeapAlloc: heapAlloc,
    HeapSys: heapSys,
    HeapIdle: heapIdle,
    HeapInuse: heapSys - heapIdle,
    HeapReleased: heapReleased,
    HeapObjects: 0,
    StackInuse: stackSys,
    StackSys: stackSys,
    MSpanInuse: 0,
    MSpanSys: 0,
    MCacheInuse: 0,
    MCacheSys: 0,
    BuckHashSys: 0,
    GCSys: gcSys,
    OtherSys: otherSys,
    NextGC: heapAlloc + (young?.space_available_size ?? 0),
    LastGC: ring.pauseEnd[newest]!,
    PauseTotalNs: ring.pauseTotalNs,
    PauseNs: ring.pauseNs,
    PauseEnd: ring.pauseEnd,
    NumGC: ring.count >>> 0,
    NumForcedGC: ring.forced >>> 0,
    GCCPUFraction:
      elapsedNs > 0 ? Math.min(1, ring.pauseTotalNs / elapsedNs) : 0,
    EnableGC: true,
    DebugGC: false,
    BySize: BY_SIZE,
  };
}

function toNatural(x: number): number {
  return Math.max(0, Math.round(x));
}
