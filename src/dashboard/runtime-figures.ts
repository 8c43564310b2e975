import { performance } from 'node:perf_hooks';
import { History } from './history.js';
import type { ProcessSource } from './process-source.js';
import {
  RUNTIME_SERIES,
  type RuntimeSeries,
  type Sample,
  type State,
} from './protocol.js';

type Figures = ReturnType<ProcessSource['readFigures']> & {
  /** The time in milliseconds of `performance.now()`. */
  readonly time: number;
};

/** Samples the figures of the process and keeps the last ten minutes. */
export class RuntimeFigures {
  private readonly recent = new History();
  private readonly time = this.recent.open();
  private readonly series = RUNTIME_SERIES.map(() => this.recent.open());
  private last: Figures | undefined;

  constructor(private readonly source: Pick<ProcessSource, 'readFigures'>) {}

  /**
   * Takes a sample.
   *
   * @returns the figures in the order of {@link RUNTIME_SERIES}
   */
  sample(tick: number, at: number): Sample[] {
    const figures = this.read();
    const row = this.recent.row(tick);
    row[this.time] = at;
    return RUNTIME_SERIES.map((name, i) => {
      const value = figures[name];
      row[this.series[i]!] = value ?? NaN;
      return value ?? null;
    });
  }

  /**
   * Returns the times of the last `count` samples up to a tick, the newest
   * last.
   */
  times(count: number, tick: number): number[] {
    return this.recent.last(this.time, count, tick) as number[];
  }

  /** Returns the last `count` samples up to a tick, the newest last. */
  history(count: number, tick: number): State['runtime'] {
    const series = Object.fromEntries(
      RUNTIME_SERIES.map((name, i) => [
        name,
        this.recent.last(this.series[i]!, count, tick),
      ]),
    ) as Record<RuntimeSeries, Sample[]>;
    return { at: this.times(count, tick), series };
  }

  private read(): Record<RuntimeSeries, number | undefined> {
    const { last } = this;
    const now = { ...this.source.readFigures(), time: performance.now() };
    this.last = now;
    return {
      cpu:
        last &&
        (now.cpuSeconds - last.cpuSeconds) / ((now.time - last.time) / 1000),
      rss: now.rss,
      heapUsed: now.heapUsed,
      heapTotal: now.heapTotal,
      external: now.external,
      loopDelay: now.loopDelay?.p99,
      loopDelayMax: now.loopDelay?.max,
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
