import { performance } from 'node:perf_hooks';
import v8 from 'node:v8';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { ResolvedProcessOptions } from '../options/process.options.js';
import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import { RateLimitedLogger } from '../support/rate-limited-logger.js';
import { cmdlineArgs } from './cmdline-args.js';
import { CmdlineVar } from './cmdline-var.js';
import { MEMSTATS_META } from './memstats.js';
import { MemStatsVar } from './memstats-var.js';
import {
  NODE_GROUP_COLLECTORS,
  type NodeGroupName,
} from './node/node-group-collectors.js';
import type { CollectorType } from './collector.js';
import { ProcessObserver } from './process-observer.js';
import { ProcessReadings } from './process-readings.js';
import type { TickObserver } from './tick-observer.js';

/** Publishes Go's `cmdline` and `memstats`, and the map `node`. */
export class ProcessVars implements OnModuleInit, OnApplicationShutdown {
  /** The command line as it is published; undefined if it is not. */
  readonly cmdline: readonly string[] | undefined;
  private readonly readings: ProcessReadings;
  private readonly observer: ProcessObserver;

  constructor(
    private readonly registry: ExpvarRegistry,
    private readonly options: ResolvedProcessOptions,
  ) {
    this.cmdline = cmdlineArgs(options);
    this.readings = new ProcessReadings(
      RateLimitedLogger.warningsOf(ProcessVars.name),
    );
    const { groups = [], window = 0 } = options.node ?? {};
    this.observer = new ProcessObserver(
      groups.filter(isSupported),
      this.readings,
      window * 1000,
    );
  }

  onModuleInit(): void {
    const { cmdline } = this;
    const { memstats } = this.options;
    if (cmdline !== undefined) {
      this.registry.publishReserved(
        'cmdline',
        new CmdlineVar(cmdline),
        CmdlineVar.meta,
      );
    }
    if (memstats !== undefined) {
      this.registry.publishReserved(
        'memstats',
        new MemStatsVar(memstats.collections, this.readings),
        MEMSTATS_META,
      );
    }
  }

  /**
   * Publishes the map `node`, after the application's own variables, so that an
   * error about the name names theirs.
   *
   * @throws Error when another variable has the name
   */
  publishNode(): void {
    if (this.options.node !== undefined) {
      this.registry.publishOwnMap(
        'node',
        this.observer.nodeVars(),
        ' with ExpvarModule.forRoot({ node: false })',
      );
    }
  }

  /** Observes the process until the application shuts down. */
  observe(): void {
    this.observer.start(this, this.options.memstats !== undefined);
  }

  /**
   * Reads the figures that the dashboard draws. Unknown ones are undefined. It
   * runs no code of the application.
   */
  readFigures() {
    const heap = v8.getHeapStatistics();
    return {
      cpuSeconds: cpuSeconds(),
      rss: this.readings.memory.current?.rss,
      heapUsed: heap.used_heap_size,
      heapTotal: heap.total_heap_size,
      heapLimit: heap.heap_size_limit,
      external: heap.external_memory,
      eventLoop: performance.eventLoopUtilization(),
      loopDelay: this.observer.get('eventLoop')?.delay.read(),
      gc: this.observer.get('gc')?.readTotals(),
    };
  }

  /** Observes the process for the ticks of the dashboard, until it is stopped. */
  observeTicks(): TickObserver {
    return this.observer.observeTicks();
  }

  onApplicationShutdown(): void {
    this.observer.stop();
  }
}

function isSupported(name: NodeGroupName): boolean {
  const type: CollectorType = NODE_GROUP_COLLECTORS[name];
  return type.isSupported?.() ?? true;
}

/** The CPU time used so far; NaN where a sandbox forbids to read it. */
function cpuSeconds(): number {
  try {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  } catch {
    return NaN;
  }
}
