import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { runInRootContext } from '../support/root-context.js';
import { FuncVar } from '../vars/func-var.js';
import { gauge, type VarMeta } from '../vars/var-meta.js';
import { METRICS } from '../vars/var-metrics.js';
import type { Var } from '../vars/var.js';
import { catchErrors } from './catch-errors.js';
import type { Collector, CollectorType } from './collector.js';
import { CollectorVar } from './collector-var.js';
import { gcRecorder } from './gc-recorder.js';
import {
  NODE_GROUP_COLLECTORS,
  type NodeGroupName,
} from './node/node-group-collectors.js';
import type { ProcessReadings } from './process-readings.js';
import { TickObserver } from './tick-observer.js';

type Collectors = {
  -readonly [Name in NodeGroupName]?: InstanceType<
    (typeof NODE_GROUP_COLLECTORS)[Name]
  >;
};

/**
 * Observes the process for one application, until it is stopped or until the
 * application is garbage: Nest shuts down neither an application whose start
 * fails half-way nor one that nobody closes.
 */
export class ProcessObserver {
  private readonly collectors: Collectors = {};
  private timer: NodeJS.Timeout | undefined;
  private ticks: TickObserver | undefined;
  /** The timer and the recorder keep this object alive; neither keeps the owner alive. */
  private readonly finalization = new FinalizationRegistry<undefined>(() =>
    this.stop(),
  );

  /**
   * @param groups the groups of the map `node` to collect
   * @param windowMs the length of a window, in milliseconds
   */
  constructor(
    private readonly groups: readonly NodeGroupName[],
    private readonly readings: ProcessReadings,
    private readonly windowMs: number,
  ) {}

  /**
   * @param owner lives as long as the application
   * @param recordsGc true when a variable other than the map `node` publishes garbage
   * collections
   */
  start(owner: object, recordsGc: boolean): void {
    this.finalization.register(owner, undefined);
    if (this.groups.length > 0) {
      // Otherwise the timer would keep the async context of the start alive.
      runInRootContext(() => this.startCollectors());
    }
    if (recordsGc || this.groups.includes('gc')) {
      gcRecorder.acquire(this);
    }
  }

  /** The collector of a group; undefined unless it is collected and has started. */
  get<Name extends NodeGroupName>(name: Name): Collectors[Name] {
    return this.collectors[name];
  }

  /** Observes the process for the ticks of the dashboard. */
  observeTicks(): TickObserver {
    this.ticks?.stop();
    // Otherwise a sample of each iteration would keep the caller's async context.
    runInRootContext(() => {
      this.ticks = new TickObserver(this.get('eventLoop')?.delay);
    });
    return this.ticks!;
  }

  /** The variables of the map `node` by key, with their metadata. */
  nodeVars(): [key: string, variable: Var, meta: VarMeta][] {
    return [
      [
        'startTime',
        new FuncVar(() => Math.round(performance.timeOrigin) / 1000),
        gauge(
          's',
          'When the process started, in seconds since the Unix epoch',
          'process_start_time_seconds',
        ),
      ],
      [
        'uptime',
        new FuncVar(() => process.uptime()),
        gauge('s', 'Seconds since the process started'),
      ],
      ...this.groups.map((name): [string, Var, VarMeta] => {
        const { meta, metrics }: CollectorType = NODE_GROUP_COLLECTORS[name];
        const variable = new CollectorVar(() => this.get(name)?.read());
        return [
          name,
          metrics ? Object.assign(variable, { [METRICS]: metrics }) : variable,
          meta,
        ];
      }),
    ];
  }

  stop(): void {
    clearInterval(this.timer);
    for (const name of this.groups) {
      this.collector(name)?.stop?.();
    }
    this.ticks?.stop();
    gcRecorder.release(this);
  }

  private startCollectors(): void {
    for (const name of this.groups) {
      const Type = NODE_GROUP_COLLECTORS[name];
      this.stopOnError(name, () => {
        Object.assign(this.collectors, { [name]: new Type(this.readings) });
      });
    }
    this.timer = setInterval(() => {
      for (const name of this.groups) {
        this.stopOnError(name, () => this.collector(name)?.rotate?.());
      }
    }, this.windowMs).unref();
  }

  /** Stops the collector of a group whose figures cannot be read. */
  private stopOnError(name: NodeGroupName, task: () => void): void {
    const run = catchErrors(`node.${name}`, task, () => {
      this.collector(name)?.stop?.();
      delete this.collectors[name];
    });
    run();
  }

  private collector(name: NodeGroupName): Collector | undefined {
    return this.collectors[name];
  }
}
