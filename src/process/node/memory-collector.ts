import v8 from 'node:v8';
import { gauge, type MembersMeta, type VarMeta } from '../../vars/var-meta.js';
import type { Collector } from '../collector.js';
import type { ProcessReadings } from '../process-readings.js';

/** Reads the memory of the process. */
export class MemoryCollector implements Collector {
  static readonly meta: VarMeta = {
    description: 'Memory of the process; up to a second old',
    members: {
      rss: gauge(
        'By',
        'Resident set size; up to a second old',
        'process_resident_memory_bytes',
      ),
      peakRss: gauge('By', 'Largest resident set size so far'),
      swap: gauge('By', 'Memory that is swapped out; on Linux only'),
      external: gauge(
        'By',
        'Memory of C++ objects that JavaScript objects hold, ArrayBuffers included',
        'nodejs_external_memory_bytes',
      ),
      arrayBuffers: gauge(
        'By',
        'Memory of ArrayBuffers, SharedArrayBuffers and Buffers; up to a second old',
      ),
      constrained: gauge(
        'By',
        'Limit that the operating system sets, as for a container; absent when there is none',
      ),
    } satisfies MembersMeta<ReturnType<MemoryCollector['read']>>,
  };

  private constrained = constrained();

  constructor(
    private readonly readings: Pick<ProcessReadings, 'memory' | 'status'>,
  ) {}

  rotate(): void {
    this.constrained = constrained();
  }

  read() {
    const { memory, status } = this.readings;
    const { rss, arrayBuffers } = memory.current ?? {};
    const { peakResident, swap } = status.current ?? {};
    return {
      rss,
      // Linux starts maxRSS at that of the program that started this one.
      peakRss: peakResident ?? process.resourceUsage().maxRSS * 1024,
      swap,
      external: v8.getHeapStatistics().external_memory,
      arrayBuffers,
      constrained: this.constrained,
    };
  }
}

/** @returns undefined without a limit: Node says 0, undefined or nearly 2^64 */
function constrained(): number | undefined {
  const limit = process.constrainedMemory();
  return Number.isSafeInteger(limit) && limit > 0 ? limit : undefined;
}
