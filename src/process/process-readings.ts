import v8 from 'node:v8';
import type { RateLimitedLogger } from '../support/rate-limited-logger.js';
import { type ProcStatus, readProcStatus } from './proc-status.js';
import { SystemReading } from './system-reading.js';
import { TickCache } from './tick-cache.js';

/** Readings that several collectors share, so that a document takes them once. */
export class ProcessReadings {
  readonly heap = new TickCache(() => v8.getHeapStatistics());
  readonly heapSpaces = new TickCache(() => v8.getHeapSpaceStatistics());
  /** Node opens `/proc/self/stat` for it on Linux. */
  readonly memory: SystemReading<NodeJS.MemoryUsage>;
  readonly status: SystemReading<ProcStatus>;

  constructor(readonly log: RateLimitedLogger) {
    this.memory = new SystemReading(
      'memory usage',
      () => process.memoryUsage(),
      log,
    );
    this.status = new SystemReading('status', () => readProcStatus(), log);
  }
}
