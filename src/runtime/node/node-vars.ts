import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { messages } from '../../expvar.messages.js';
import type { ExpvarRegistry } from '../../registry/expvar.registry.js';
import type { VarMeta } from '../../registry/var-meta.js';
import type { Var } from '../../vars/var.js';
import { FuncVar } from '../../vars/func-var.js';
import { NextTurnVar } from '../next-turn-var.js';
import type { NodeGroup } from './node-group.js';
import { outsideContext } from './outside-context.js';
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
  publish(): void {
    this.publishKey('startTime', new FuncVar(startTime), {
      description: 'When the process started, in seconds since the Unix epoch',
      kind: 'gauge',
      unit: 's',
    });
    this.publishKey('uptime', new FuncVar(() => process.uptime()), {
      description: 'Seconds since the process started',
      kind: 'gauge',
      unit: 's',
    });
    for (const name of this.names) {
      const { description, isKnown } = NODE_GROUPS[name];
      if (isKnown?.() ?? true) {
        const variable = new NextTurnVar(() => this.groups.get(name)?.read());
        this.publishKey(name, variable, { description });
      }
    }
  }

  /** Begins to observe what the published groups are about. */
  start(): void {
    // Else what is scheduled would keep the async context of the start alive.
    outsideContext(() => {
      for (const name of this.names) {
        const { create, isKnown } = NODE_GROUPS[name];
        if (isKnown?.() ?? true) {
          this.groups.set(name, create(this.sources));
        }
      }
      const { groups } = this;
      // It holds nothing else, lest an application that nobody closes stay.
      this.timer = setInterval(() => rotate(groups), this.windowMs).unref();
    });
  }

  stop(): void {
    clearInterval(this.timer);
    for (const group of this.groups.values()) {
      group.stop?.();
    }
  }

  private publishKey(key: string, variable: Var, meta: VarMeta): void {
    try {
      this.registry.publishInMap(MAP, key, variable, {
        ...meta,
        source: SOURCE,
      });
    } catch (error) {
      throw new Error(messages.nodeTaken((error as Error).message), {
        cause: error,
      });
    }
  }
}

function rotate(groups: ReadonlyMap<NodeGroupName, NodeGroup>): void {
  for (const group of groups.values()) {
    group.rotate?.();
  }
}

function startTime(): number {
  return Math.round(performance.timeOrigin) / 1000;
}
