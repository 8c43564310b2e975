import { performance } from 'node:perf_hooks';
import v8 from 'node:v8';
import type { CountedCollections, GcRecorder } from './gc-recorder.js';
import { RING } from './pause-ring.js';
import type { ProcStatus } from './proc-status.js';

/** Go's `runtime.MemStats`, member by member in its order. */
export interface MemStats {
  readonly Alloc: number;
  readonly TotalAlloc: number;
  readonly Sys: number;
  readonly Lookups: number;
  readonly Mallocs: number;
  readonly Frees: number;
  readonly HeapAlloc: number;
  readonly HeapSys: number;
  readonly HeapIdle: number;
  readonly HeapInuse: number;
  readonly HeapReleased: number;
  readonly HeapObjects: number;
  readonly StackInuse: number;
  readonly StackSys: number;
  readonly MSpanInuse: number;
  readonly MSpanSys: number;
  readonly MCacheInuse: number;
  readonly MCacheSys: number;
  readonly BuckHashSys: number;
  readonly GCSys: number;
  readonly OtherSys: number;
  readonly NextGC: number;
  readonly LastGC: bigint;
  readonly PauseTotalNs: number;
  readonly PauseNs: Float64Array;
  readonly PauseEnd: BigUint64Array;
  readonly NumGC: number;
  readonly NumForcedGC: number;
  readonly GCCPUFraction: number;
  readonly EnableGC: boolean;
  readonly DebugGC: boolean;
  readonly BySize: readonly SizeClass[];
}

interface SizeClass {
  readonly Size: number;
  readonly Mallocs: number;
  readonly Frees: number;
}

/**
 * Go's size classes, of which V8 has no like: the sizes are there for clients
 * that go by position, and nothing is ever counted in them.
 */
export const BY_SIZE: readonly SizeClass[] = [
  0, 8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240,
  256, 288, 320, 352, 384, 416, 448, 480, 512, 576, 640, 704, 768, 896, 1024,
  1152, 1280, 1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456, 4096, 4864,
  5376, 6144, 6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568,
  14336, 16384, 18432,
].map((Size) => ({ Size, Mallocs: 0, Frees: 0 }));

/**
 * What V8 and the operating system know of this process's memory, as Go's
 * `runtime.ReadMemStats` would put it. Sizes are in bytes. What neither knows
 * is 0: the counts of objects. TotalAlloc is an estimate.
 */
export function readMemStats(
  ledger: GcRecorder,
  collections: CountedCollections,
  status: ProcStatus | undefined,
): MemStats {
  ledger.catchUp();
  const ring = ledger[collections];
  const heap = v8.getHeapStatistics();
  const young = v8
    .getHeapSpaceStatistics()
    .find(({ space_name }) => space_name === 'new_space');
  const rss = process.memoryUsage.rss();

  const heapAlloc = heap.used_heap_size;
  const heapSys = Math.max(heap.total_heap_size, heapAlloc);
  // V8 gives empty old pages back at once, so what is free of objects is the
  // unused half of the young generation, and what is not resident.
  const unused = young ? young.space_size - young.space_used_size : 0;
  const notResident = natural(heapSys - heap.total_physical_size);
  const heapIdle = Math.min(
    heapSys - heapAlloc,
    Math.max(natural(unused), notResident),
  );
  const heapReleased = Math.min(notResident, heapIdle);
  const stackSys = status?.stack ?? 0;
  const gcSys = heap.total_global_handles_size;
  const otherSys = natural(rss - (heapSys - heapReleased) - stackSys - gcSys);
  const newest = (ring.count + RING - 1) % RING;
  const elapsedNs = (performance.now() - ledger.since) * 1e6;

  return {
    Alloc: heapAlloc,
    TotalAlloc: ledger.allocated(heapAlloc),
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
    // The size at which the young generation is full, and is next collected.
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

function natural(x: number): number {
  return Math.max(0, Math.round(x));
}
