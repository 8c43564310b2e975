import type { TickCache } from '../tick-cache.js';
import type { ProcStatus } from '../proc-status.js';

/** The memory of this process, in bytes. */
export class Memory {
  private constrained = constrained();

  constructor(private readonly status: TickCache<ProcStatus | undefined>) {}

  rotate(): void {
    this.constrained = constrained();
  }

  read() {
    const { rss, external, arrayBuffers } = process.memoryUsage();
    const status = this.status.value;
    return {
      rss,
      // On Linux maxRSS begins with that of the program which started this one.
      peakRss: status?.peakResident ?? process.resourceUsage().maxRSS * 1024,
      swap: status?.swap,
      external,
      arrayBuffers,
      constrained: this.constrained,
    };
  }
}

/**
 * What the operating system limits the process to; undefined without a limit,
 * for which Node says 0, nothing, or nearly 2^64.
 */
function constrained(): number | undefined {
  const limit = process.constrainedMemory();
  return Number.isSafeInteger(limit) && limit > 0 ? limit : undefined;
}
