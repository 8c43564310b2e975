import { clearInterval, setInterval } from 'node:timers';
import { messages } from '../../expvar.messages.js';
import type { ExpvarRegistry } from '../../registry/expvar.registry.js';
import type { VarMeta } from '../../registry/var-meta.js';
import type { Var } from '../../vars/var.js';
import { FuncVar } from '../../vars/func-var.js';
import { NextTurnVar } from '../next-turn-var.js';
import type { NodeGroup } from './node-group.js';
import {
  NODE_GROUPS,
  type NodeGroupName,
  type Sources,
} from './node-groups.js';

const MAP = 'node';
const SOURCE = 'nestjs-expvar';

/** Publishes the map `node`: what only Node has to tell of a process. */
export class NodeVars {
  private readonly groups = new Map<NodeGroupName, NodeGroup>();
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param names which groups to publish
   * @param windowMs how far figures that need a span of time look back: one to
   * two times that
   */
  constructor(
    private readonly registry: ExpvarRegistry,
    private readonly sources: Sources,
    private readonly names: readonly NodeGroupName[],
    private readonly windowMs: number,
  ) {}

  /** @throws Error when something else has the name */
  start(): void {
    this.publish('startTime', new FuncVar(startTime), {
      description: 'When the process started, in seconds since the Unix epoch',
      kind: 'gauge',
      unit: 's',
    });
    this.publish('uptime', new FuncVar(() => process.uptime()), {
      description: 'Seconds since the process started',
      kind: 'gauge',
      unit: 's',
    });
    for (const name of this.names) {
      const { create, description } = NODE_GROUPS[name];
      const group: NodeGroup | undefined = create(this.sources);
      if (group !== undefined) {
        this.groups.set(name, group);
        const variable = new NextTurnVar(() => group.read());
        this.publish(name, variable, { description });
      }
    }
    this.timer = setInterval(() => this.rotate(), this.windowMs).unref();
  }

  stop(): void {
    clearInterval(this.timer);
    for (const group of this.groups.values()) {
      group.stop?.();
    }
  }

  private rotate(): void {
    for (const group of this.groups.values()) {
      group.rotate?.();
    }
  }

  private publish(key: string, variable: Var, meta: VarMeta): void {
    try {
      this.registry.publishInMap(MAP, key, variable, {
        ...meta,
        source: SOURCE,
      });
    } catch (error) {
      this.stop();
      throw new Error(messages.nodeTaken((error as Error).message), {
        cause: error,
      });
    }
  }
}

function startTime(): number {
  return Math.round(performance.timeOrigin) / 1000;
}
