import { readProcStatus } from '../proc-status.js';

const DEFAULT_POOL_SIZE = 4;
const MAX_POOL_SIZE = 1024;

/** The threads of this process. */
export function readThreads() {
  return {
    /** Those of the operating system, where it tells. */
    total: readProcStatus()?.threads,
    poolSize: poolSize(process.env['UV_THREADPOOL_SIZE']),
  };
}

/** The threads of libuv's pool, read as libuv reads its environment variable. */
export function poolSize(setting: string | undefined): number {
  if (setting === undefined) {
    return DEFAULT_POOL_SIZE;
  }
  const size = Number.parseInt(setting, 10) || 1;
  return size < 0 ? MAX_POOL_SIZE : Math.min(size, MAX_POOL_SIZE);
}
