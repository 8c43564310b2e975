import {
  Inject,
  Injectable,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { ExpvarRegistry } from '../registry/expvar.registry.js';
import { CmdlineVar } from './cmdline-var.js';
import { gcLedger } from './gc-ledger.js';
import { MemStatsVar } from './memstats-var.js';
import { PerTick } from './per-tick.js';
import { readProcStatus } from './proc-status.js';
import { NodeVars } from './node/node-vars.js';
import {
  type ResolvedRuntimeOptions,
  RUNTIME_OPTIONS,
} from './runtime.options.js';

/**
 * Publishes what Go's expvar publishes of its process, cmdline and memstats,
 * and the map `node`.
 */
@Injectable()
export class RuntimeVars implements OnModuleInit, OnApplicationShutdown {
  private readonly status = new PerTick(() => readProcStatus());
  private readonly node: NodeVars | undefined;
  private holdsLedger = false;

  constructor(
    private readonly registry: ExpvarRegistry,
    @Inject(RUNTIME_OPTIONS) private readonly options: ResolvedRuntimeOptions,
  ) {
    const { node } = options;
    this.node =
      node &&
      new NodeVars(
        registry,
        { ledger: gcLedger, status: this.status },
        node.groups,
        node.window,
      );
  }

  onModuleInit(): void {
    const { cmdline, memstats } = this.options;
    if (cmdline !== undefined) {
      this.registry.publishReserved('cmdline', new CmdlineVar(cmdline));
    }
    if (memstats !== undefined) {
      this.registry.publishReserved(
        'memstats',
        new MemStatsVar(gcLedger, memstats.collections, this.status),
      );
    }
  }

  /**
   * Publishes the map `node`. It comes after the application's own variables,
   * so that an error about the name names theirs.
   *
   * @throws Error when something else has the name
   */
  publishNode(): void {
    this.node?.publish();
  }

  /** Begins to observe the process, until the application shuts down. */
  observe(): void {
    this.node?.start();
    const { memstats, node } = this.options;
    if (memstats !== undefined || node?.groups.includes('gc')) {
      this.holdsLedger = true;
      gcLedger.hold();
    }
  }

  onApplicationShutdown(): void {
    this.node?.stop();
    if (this.holdsLedger) {
      this.holdsLedger = false;
      gcLedger.letGo();
    }
  }
}
