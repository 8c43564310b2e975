import { clearInterval, setInterval } from 'node:timers';
import { catchErrors } from '../catch-errors.js';
import type { NodeCollector } from './node-collector.js';
import {
  NODE_GROUPS,
  type NodeGroupName,
  type Sources,
} from './node-groups.js';
import { runInRootContext } from '../../support/root-context.js';

/** The groups of the map `node` while they observe the process. */
export class NodeCollectors {
  private readonly groups = new Map<NodeGroupName, NodeCollector>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly names: readonly NodeGroupName[],
    private readonly sources: Sources,
    private readonly windowMs: number,
  ) {}

  /** @param holder is kept alive by it, until it is stopped */
  start(holder: object): void {
    // Else what is scheduled would keep the async context of the start alive.
    runInRootContext(() => {
      for (const name of this.names) {
        this.groups.set(name, NODE_GROUPS[name].create(this.sources));
      }
      const rotate = catchErrors(
        'the map node',
        () => this.rotate(),
        () => this.stop(),
      );
      this.timer = setInterval((_holder) => rotate(), this.windowMs, holder);
      this.timer.unref();
    });
  }

  /** The figures of a group; undefined where it does not observe. */
  read(name: NodeGroupName): unknown {
    return this.groups.get(name)?.read();
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
}
