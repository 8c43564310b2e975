import { performance } from 'node:perf_hooks';
import { History } from './history.js';
import type {
  ProcessSource,
  TickObserver,
  TickReadings,
} from './process-source.js';
import {
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
  private readonly recent = new History();
  private readonly mono = this.recent.open();
  private readonly wall = this.recent.open();
  private readonly series = RUNTIME_SERIES.map(() => this.recent.open());
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
    n: number,
    mono: number,
    wall: number,
  ): { readonly r: Sample[]; readonly readings: TickReadings | undefined } {
    const readings = this.observer?.read();
    const figures = this.read(mono, readings);
    this.recent.begin(n);
    this.recent.set(this.mono, mono);
    this.recent.set(this.wall, wall);
    const r = RUNTIME_SERIES.map((name, i) => {
      const value = figures[name];
      this.recent.set(this.series[i]!, value ?? NaN);
      return value ?? null;
    });
    return { r, readings };
  }

  /** Returns the last `count` samples up to a tick, the newest last. */
  history(count: number, n: number): RuntimeHistory {
    const samples = (series: number) => this.recent.last(series, count, n);
    return {
      mono: samples(this.mono) as number[],
      wall: samples(this.wall) as number[],
      series: Object.fromEntries(
        RUNTIME_SERIES.map((name, i) => [name, samples(this.series[i]!)]),
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
