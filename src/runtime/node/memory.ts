import { readProcStatus } from '../proc-status.js';

/** The memory of this process, in bytes. */
export function readMemory() {
  const { rss, external, arrayBuffers } = process.memoryUsage();
  const constrained = process.constrainedMemory();
  return {
    rss,
    peakRss: process.resourceUsage().maxRSS * 1024,
    swap: readProcStatus()?.swap,
    external,
    arrayBuffers,
    // Without a limit Node says 0, nothing, or nearly 2^64.
    constrained:
      Number.isSafeInteger(constrained) && constrained > 0
        ? constrained
        : undefined,
  };
}
