import type { RateLimitedLogger } from '../support/rate-limited-logger.js';
import { type ProcStatus, readProcStatus } from './proc-status.js';
import { SystemReading } from './system-reading.js';

/** Slow readings that several collectors share. */
export class ProcessReadings {
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
