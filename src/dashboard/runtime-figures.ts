import { performance } from 'node:perf_hooks';
import type {
  ProcessSource,
  TickObserver,
  TickReadings,
} from './process-source.js';
import {
  HISTORY_LENGTH,
  RUNTIME_SERIES,
  type RuntimeHistory,
  type RuntimeSeries,
  type Sample,
} from './protocol/types.js';

type Figures = ReturnType<ProcessSource['readFigures']> & {
  /** In milliseconds of the monotonic clock. */
  readonly time: number;
};

/** Samples the figures of the process and keeps the last ten minutes. */
export class RuntimeFigures {
  /** The last samples, the oldest first. */
  private readonly recent: {
    readonly mono: number;
    readonly wall: number;
    readonly r: readonly Sample[];
  }[] = [];
  private last: Figures | undefined;
  private observer: TickObserver | undefined;

  constructor(
    private readonly source: Pick<
      ProcessSource,
      'readFigures' | 'observeTicks'
    >,
  ) {}

  /** Starts to observe the process between samples. */
  start(): void {
    this.observer ??= this.source.observeTicks();
  }

  stop(): void {
    this.observer?.stop();
    this.observer = undefined;
  }

  /**
   * Takes a sample.
   *
   * @returns the figures in the order of {@link RUNTIME_SERIES}, and what was
   *   observed since the last sample
   */
  sample(
    mono: number,
    wall: number,
  ): { readonly r: Sample[]; readonly readings: TickReadings | undefined } {
    const readings = this.observer?.read();
    const figures = this.read(mono, readings);
    const r = RUNTIME_SERIES.map((name) => figures[name] ?? null);
    this.recent.push({ mono, wall, r });
    if (this.recent.length > HISTORY_LENGTH) {
      this.recent.shift();
    }
    return { r, readings };
  }

  get history(): RuntimeHistory {
    const { recent } = this;
    return {
      mono: recent.map(({ mono }) => mono),
      wall: recent.map(({ wall }) => wall),
      series: Object.fromEntries(
        RUNTIME_SERIES.map((name, i) => [name, recent.map(({ r }) => r[i]!)]),
      ) as Record<RuntimeSeries, Sample[]>,
    };
  }

  private read(
    time: number,
    readings: TickReadings | undefined,
  ): Record<RuntimeSeries, number | undefined> {
    const { last } = this;
    const now = { ...this.source.readFigures(), time };
    this.last = now;
    return {
      cpu:
        last &&
        (now.cpuSeconds - last.cpuSeconds) / ((now.time - last.time) / 1000),
      rss: now.rss,
      heapUsed: now.heapUsed,
      heapTotal: now.heapTotal,
      heapAfterGc: readings?.heapAfterGc,
      external: now.external,
      loopDelay: now.loopDelay?.p99,
      loopDelayMax: readings?.loopDelayMax,
      loopUtilization:
        last &&
        performance.eventLoopUtilization(now.eventLoop, last.eventLoop)
          .utilization,
      gcCount: increase(now.gc?.count, last?.gc?.count),
      gcTime: increase(now.gc?.duration, last?.gc?.duration),
    };
  }
}

function increase(
  now: number | undefined,
  before: number | undefined,
): number | undefined {
  return now === undefined || before === undefined
    ? undefined
    : Math.max(now - before, 0);
}
