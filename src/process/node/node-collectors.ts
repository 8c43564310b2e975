import { clearInterval, setInterval } from 'node:timers';
import { runInRootContext } from '../../support/root-context.js';
import { catchErrors } from '../catch-errors.js';
import type { Collector } from '../collector.js';
import type { ProcessReadings } from '../process-readings.js';
import {
  NODE_GROUP_COLLECTORS,
  type NodeGroupName,
} from './node-group-collectors.js';

type Collectors = {
  -readonly [Name in NodeGroupName]?: InstanceType<
    (typeof NODE_GROUP_COLLECTORS)[Name]
  >;
};

/** The collectors of the map `node`, from the start of the application to its end. */
export class NodeCollectors {
  private readonly collectors: Collectors = {};
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param names the groups to collect
   * @param windowMs the length of a window, in milliseconds
   */
  constructor(
    private readonly names: readonly NodeGroupName[],
    private readonly readings: ProcessReadings,
    private readonly windowMs: number,
  ) {}

  /** @param holder is kept alive until the collectors are stopped */
  start(holder: object): void {
    // Otherwise the timer would keep the async context of the start alive.
    runInRootContext(() => {
      for (const name of this.names) {
        const Type = NODE_GROUP_COLLECTORS[name];
        Object.assign(this.collectors, { [name]: new Type(this.readings) });
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

  /** The collector of a group; undefined unless it is collected and has started. */
  get<Name extends NodeGroupName>(name: Name): Collectors[Name] {
    return this.collectors[name];
  }

  stop(): void {
    clearInterval(this.timer);
    for (const collector of this.all()) {
      collector.stop?.();
    }
  }

  private rotate(): void {
    for (const collector of this.all()) {
      collector.rotate?.();
    }
  }

  private all(): Collector[] {
    return Object.values(this.collectors);
  }
}
