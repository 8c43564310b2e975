import { performance } from 'node:perf_hooks';
import {
  Logger,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import type { ResolvedProcessOptions } from '../options/process.options.js';
import type { ExpvarRegistry } from '../registry/expvar.registry.js';
import { RateLimitedLogger } from '../support/rate-limited-logger.js';
import { cmdlineArgs } from './cmdline-args.js';
import { CmdlineVar } from './cmdline-var.js';
import { MEMSTATS_META } from './memstats.js';
import { MemStatsVar } from './memstats-var.js';
import { NodeCollectors } from './node/node-collectors.js';
import {
  NODE_GROUP_COLLECTORS,
  type NodeGroupName,
} from './node/node-group-collectors.js';
import { publishNodeVars } from './node/node-vars.js';
import type { CollectorType } from './collector.js';
import { ProcessObservation } from './process-observation.js';
import { ProcessReadings } from './process-readings.js';
import { readProcessFigures, type ProcessFigures } from './process-figures.js';

/** Publishes Go's `cmdline` and `memstats`, and the map `node`. */
export class ProcessVars implements OnModuleInit, OnApplicationShutdown {
  /** The command line as it is published; undefined if it is not. */
  readonly cmdline: readonly string[] | undefined;
  private readonly readings: ProcessReadings;
  private readonly groupNames: readonly NodeGroupName[];
  private readonly collectors: NodeCollectors | undefined;
  private observation: ProcessObservation | undefined;

  constructor(
    private readonly registry: ExpvarRegistry,
    private readonly options: ResolvedProcessOptions,
  ) {
    this.cmdline = cmdlineArgs(options);
    const logger = new Logger(ProcessVars.name);
    this.readings = new ProcessReadings(
      new RateLimitedLogger(
        (line) => logger.warn(line),
        () => performance.now(),
      ),
    );
    const { node } = options;
    this.groupNames = (node?.groups ?? []).filter(isSupported);
    this.collectors =
      node &&
      new NodeCollectors(this.groupNames, this.readings, node.window * 1000);
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
    if (this.collectors !== undefined) {
      publishNodeVars(this.registry, this.collectors, this.groupNames);
    }
  }

  /** Observes the process until the application shuts down. */
  observe(): void {
    const recordsGc =
      this.options.memstats !== undefined || this.groupNames.includes('gc');
    this.observation = new ProcessObservation(this, this.collectors, recordsGc);
  }

  /** Reads the figures that the dashboard draws. It runs no code of the application. */
  readFigures(): ProcessFigures {
    return readProcessFigures(this.readings, this.collectors);
  }

  onApplicationShutdown(): void {
    this.observation?.stop();
  }
}

function isSupported(name: NodeGroupName): boolean {
  const type: CollectorType = NODE_GROUP_COLLECTORS[name];
  return type.isSupported?.() ?? true;
}
