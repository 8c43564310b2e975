import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import type { NodeCollectors } from './node/node-collectors.js';
import type { ProcessReadings } from './process-readings.js';

/** Figures of the process for a dashboard. Unknown ones are undefined. */
export interface ProcessFigures {
  /** CPU time used so far, in seconds. */
  readonly cpuSeconds: number;
  /** Resident set size in bytes. */
  readonly rss: number | undefined;
  /** Objects on the heap, in bytes. */
  readonly heapUsed: number;
  /** Memory that is committed to the heap, in bytes. */
  readonly heapTotal: number;
  /** The most that the heap may take, in bytes. */
  readonly heapLimit: number;
  /** Memory of C++ objects that JavaScript objects hold, in bytes. */
  readonly external: number;
  /** The state of the event loop, for `performance.eventLoopUtilization()`. */
  readonly eventLoop: EventLoopUtilization;
  /** The duration of iterations over the last one to two windows, in seconds. */
  readonly loopDelay:
    { readonly p99: number; readonly max: number } | undefined;
  /** Garbage collections so far, and their duration in seconds. */
  readonly gc: { readonly count: number; readonly seconds: number } | undefined;
}

/** @param collectors those of the map `node`; undefined when it is off */
export function readProcessFigures(
  { heap: { value: heap }, memory }: ProcessReadings,
  collectors: NodeCollectors | undefined,
): ProcessFigures {
  const { user, system } = process.cpuUsage();
  return {
    cpuSeconds: (user + system) / 1e6,
    rss: memory.current?.rss,
    heapUsed: heap.used_heap_size,
    heapTotal: heap.total_heap_size,
    heapLimit: heap.heap_size_limit,
    external: heap.external_memory,
    eventLoop: performance.eventLoopUtilization(),
    loopDelay: collectors?.get('eventLoop')?.delay.read(),
    gc: gcTotals(collectors),
  };
}

function gcTotals(collectors: NodeCollectors | undefined) {
  const gc = collectors?.get('gc')?.read();
  if (gc === undefined) {
    return undefined;
  }
  const kinds = [gc.minor, gc.major, gc.incremental, gc.weakcb];
  return {
    count: kinds.reduce((total, { count }) => total + count, 0),
    seconds: kinds.reduce((total, { duration }) => total + duration, 0),
  };
}
