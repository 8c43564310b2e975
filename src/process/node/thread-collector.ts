import { gauge, type MembersMeta, type VarMeta } from '../../vars/var-meta.js';
import type { Collector } from '../collector.js';
import type { ProcessReadings } from '../process-readings.js';

const DEFAULT_POOL_SIZE = 4;
const MAX_POOL_SIZE = 1024;

/** Reads the number of threads of the process. */
export class ThreadCollector implements Collector {
  static readonly meta: VarMeta = {
    description: 'Threads of the process',
    members: {
      total: gauge(
        '{thread}',
        'Threads of the operating system; on Linux only, up to a second old',
        'node_threads',
      ),
      poolSize: gauge('{thread}', "Size of libuv's thread pool"),
    } satisfies MembersMeta<ReturnType<ThreadCollector['read']>>,
  };

  private readonly poolSize = poolSize(process.env['UV_THREADPOOL_SIZE']);

  constructor(private readonly readings: Pick<ProcessReadings, 'status'>) {}

  read() {
    const { threads } = this.readings.status.current ?? {};
    return { total: threads, poolSize: this.poolSize };
  }
}

/** Reads the size of the pool from the environment variable as libuv does. */
export function poolSize(setting: string | undefined): number {
  if (setting === undefined) {
    return DEFAULT_POOL_SIZE;
  }
  const size = Number.parseInt(setting, 10) || 1;
  return size < 0 ? MAX_POOL_SIZE : Math.min(size, MAX_POOL_SIZE);
}
