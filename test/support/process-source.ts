import type { ProcessSource } from '../../src/dashboard/process-source.js';

/** Returns a process whose figures never change. */
export function processSource(): ProcessSource {
  return {
    cmdline: undefined,
    readFigures: () => ({
      cpuSeconds: 1,
      rss: 100,
      heapUsed: 20,
      heapTotal: 30,
      heapLimit: 1000,
      external: 5,
      eventLoop: { active: 1000, idle: 1000, utilization: 0.5 },
      loopDelay: { p99: 0.004, max: 6 },
      gc: { count: 3, duration: 0.5 },
    }),
    observeTicks: () => ({
      read: () => ({ loopDelayMax: 0.01, pauses: [], heapAfterGc: undefined }),
      stop: () => {},
    }),
  };
}
