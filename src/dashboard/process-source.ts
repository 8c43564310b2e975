import type { EventLoopUtilization } from 'node:perf_hooks';

/** Reads the figures of the process, without running code of the application. */
export interface ProcessSource {
  readFigures(): {
    /** CPU time used so far, in seconds. */
    readonly cpuSeconds: number;
    /** Bytes; undefined when it cannot be read. */
    readonly rss: number | undefined;
    /** Bytes. */
    readonly heapUsed: number;
    /** Bytes. */
    readonly heapTotal: number;
    /** Bytes. */
    readonly heapLimit: number;
    /** Bytes. */
    readonly external: number;
    readonly eventLoop: EventLoopUtilization;
    /** Seconds; undefined when the delay is not measured. */
    readonly loopDelay:
      { readonly p99: number; readonly max: number } | undefined;
    /** Collections so far and their seconds; undefined when not recorded. */
    readonly gc:
      { readonly count: number; readonly duration: number } | undefined;
  };
}
