import {
  Inject,
  Injectable,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { ExpvarRegistry } from '../registry/expvar.registry.js';
import { CmdlineVar } from './cmdline-var.js';
import { gcRecorder } from './gc-recorder.js';
import { MemStatsVar } from './memstats-var.js';
import { TickCache } from './tick-cache.js';
import { readProcStatus } from './proc-status.js';
import { NODE_GROUPS, type NodeGroupName } from './node/node-groups.js';
import { publishNodeVars } from './node/node-vars.js';
import { NodeCollectors } from './node/node-collectors.js';
import { Observation } from './observation.js';
import {
  type ResolvedRuntimeOptions,
  RUNTIME_OPTIONS,
} from './process.options.js';

/**
 * Publishes what Go's expvar publishes of its process, cmdline and memstats,
 * and the map `node`.
 */
@Injectable()
export class ProcessVars implements OnModuleInit, OnApplicationShutdown {
  private readonly status = new TickCache(() => readProcStatus());
  private readonly groupNames: readonly NodeGroupName[];
  private readonly groups: NodeCollectors | undefined;
  private observation: Observation | undefined;

  constructor(
    private readonly registry: ExpvarRegistry,
    @Inject(RUNTIME_OPTIONS) private readonly options: ResolvedRuntimeOptions,
  ) {
    const { node } = options;
    this.groupNames = (node?.groups ?? []).filter(
      (name) => NODE_GROUPS[name].isKnown?.() ?? true,
    );
    this.groups =
      node &&
      new NodeCollectors(
        this.groupNames,
        { ledger: gcRecorder, status: this.status },
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
        new MemStatsVar(gcRecorder, memstats.collections, this.status),
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
    if (this.groups !== undefined) {
      publishNodeVars(this.registry, this.groups, this.groupNames);
    }
  }

  /** Begins to observe the process, until the application shuts down. */
  observe(): void {
    const needsLedger =
      this.options.memstats !== undefined || this.groupNames.includes('gc');
    this.observation = new Observation(this, this.groups, needsLedger);
  }

  onApplicationShutdown(): void {
    this.observation?.stop();
  }
}
