import type { TickCache } from '../tick-cache.js';
import type { ProcStatus } from '../proc-status.js';

const DEFAULT_POOL_SIZE = 4;
const MAX_POOL_SIZE = 1024;

/** The threads of this process. */
export class Threads {
  private readonly poolSize = poolSize(process.env['UV_THREADPOOL_SIZE']);

  constructor(private readonly status: TickCache<ProcStatus | undefined>) {}

  read() {
    return { total: this.status.value?.threads, poolSize: this.poolSize };
  }
}

/** The threads of libuv's pool, read as libuv reads its environment variable. */
export function poolSize(setting: string | undefined): number {
  if (setting === undefined) {
    return DEFAULT_POOL_SIZE;
  }
  const size = Number.parseInt(setting, 10) || 1;
  return size < 0 ? MAX_POOL_SIZE : Math.min(size, MAX_POOL_SIZE);
}
