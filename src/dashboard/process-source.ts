import type { EventLoopUtilization } from 'node:perf_hooks';

/** The process that the dashboard shows. */
export interface ProcessSource {
  /** The published command line; undefined when it is not published. */
  readonly cmdline: readonly string[] | undefined;
  /** Reads the figures of the process, without running code of the application. */
  readFigures(): {
    /** CPU time used so far, in seconds. */
    readonly cpuSeconds: number;
    /** The resident set size in bytes; undefined if it cannot be read. */
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
    /** The delay in seconds; undefined if it is not measured. */
    readonly loopDelay:
      { readonly p99: number; readonly max: number } | undefined;
    /** The collections so far; undefined if they are not recorded. */
    readonly gc:
      { readonly count: number; readonly duration: number } | undefined;
  };
  /** Starts to observe what the ticks read. */
  observeTicks(): TickObserver;
}

/** Observes the process between ticks. */
export interface TickObserver {
  /** Called once per tick: the next call returns what follows. */
  read(): TickReadings;
  stop(): void;
}

export interface TickReadings {
  /** The longest iteration of the event loop since the last tick, in seconds. */
  readonly loopDelayMax: number;
  /** The garbage collections of 50 ms or more since the last tick. */
  readonly pauses: readonly {
    readonly kind: string;
    /** The end, in milliseconds of `performance.now()`. */
    readonly mono: number;
    readonly seconds: number;
  }[];
  /** Bytes on the heap after the last major collection, once there was one. */
  readonly heapAfterGc: number | undefined;
}
