import { isNumber } from './format.js';
import type { Server } from './server.js';
import type { Store } from './store.js';
import { isCounter, ValueNode } from './variable-tree.js';

/** A constant changes by this share at least before the change counts. */
const NOISE = 0.001;

/**
 * Samples beyond 2^53 are rounded, so a difference must be at least this share of
 * them to have three correct digits.
 */
const MIN_SHARE = 2 ** -42;

/** The usual values before the reference time. */
interface Baseline {
  readonly value: number;
  readonly mono: number;
  /** The median of the values, or of the rates of a counter. */
  readonly median: number;
  /** The median absolute deviation from it. */
  readonly deviation: number;
}

/** Compares the values of a store with those at a reference time. */
export class Changes {
  private isLoaded = false;
  private readonly baselines = new Map<ValueNode, Baseline>();
  private readonly tick: number;
  private readonly mono: number;

  /** @param since the reference time, as a wall time */
  constructor(
    private readonly store: Store,
    readonly since: number,
  ) {
    const { timeline } = store;
    this.tick = timeline.tickAt(since);
    this.mono = timeline.mono.get(this.tick);
  }

  /** False for a reference time before the process has started. */
  get isKnown(): boolean {
    const { wall, firstTick } = this.store.timeline;
    return this.since >= wall.get(firstTick) - 2 * this.store.intervalMs;
  }

  /**
   * Loads the samples of all numbers, so that each has a score. Where that
   * fails, only the values whose series are shown have one.
   */
  async load(server: Server): Promise<void> {
    if (this.isLoaded) {
      return;
    }
    this.isLoaded = true;
    try {
      for await (const { n, series } of server.fetchHistories(this.store)) {
        for (const [id, samples] of series) {
          const variable = this.store.valuesById.get(id);
          if (variable !== undefined) {
            this.addBaseline(
              variable,
              (tick) => samples[samples.length - 1 - (n - tick)] ?? NaN,
            );
          }
        }
      }
    } catch {
      this.isLoaded = false;
    }
  }

  /** The difference; undefined if the value at the reference time is unknown. */
  deltaOf(variable: ValueNode): number | undefined {
    const value = variable.value;
    const baseline = this.baselineOf(variable);
    if (baseline === undefined || !isNumber(value)) {
      return undefined;
    }
    const delta = Number(value) - baseline.value;
    const isRounded =
      typeof value === 'bigint' &&
      Math.abs(delta) < MIN_SHARE * Math.abs(baseline.value);
    return isRounded ? undefined : delta;
  }

  /** True if the value is known to differ from that at the reference time. */
  hasChanged(variable: ValueNode): boolean {
    const delta = this.deltaOf(variable);
    return delta === undefined ? variable.changedAt > this.mono : delta !== 0;
  }

  /**
   * Returns how unusual a change is: its size divided by the median absolute
   * deviation before the reference time. For a counter it is that of its rate.
   */
  scoreOf(variable: ValueNode): number {
    const delta = this.deltaOf(variable);
    const baseline = this.baselines.get(variable);
    if (delta === undefined || baseline === undefined) {
      return this.hasChanged(variable) ? 1 : 0;
    }
    const elapsed = (this.store.mono - baseline.mono) / 1000;
    const isRate = isCounter(variable);
    const change = isRate
      ? delta / Math.max(elapsed, 1) - baseline.median
      : delta;
    const size = Math.abs(change);
    // One event more or less is no change of a rate.
    const least = isRate ? 1 / Math.max(elapsed, 1) : 0;
    const scale = Math.max(
      baseline.deviation,
      least,
      NOISE * Math.max(Math.abs(baseline.median), size),
    );
    return scale === 0 ? 0 : size / scale;
  }

  private baselineOf(variable: ValueNode): Baseline | undefined {
    const baseline = this.baselines.get(variable);
    const samples = this.store.series.get(variable.id);
    return baseline === undefined && samples !== undefined
      ? this.addBaseline(variable, (tick) => samples.get(tick))
      : baseline;
  }

  private addBaseline(
    variable: ValueNode,
    sampleAt: (tick: number) => number,
  ): Baseline | undefined {
    const value =
      this.tick < this.store.timeline.firstTick ? NaN : sampleAt(this.tick);
    if (Number.isNaN(value)) {
      return undefined;
    }
    const before = this.samplesBefore(sampleAt, isCounter(variable));
    const middle = median(before);
    for (const [index, sample] of before.entries()) {
      before[index] = Math.abs(sample - middle);
    }
    const baseline = {
      value,
      mono: this.mono,
      median: middle,
      deviation: median(before),
    };
    this.baselines.set(variable, baseline);
    return baseline;
  }

  /** The known values up to the reference time, or the rates between them. */
  private samplesBefore(
    sampleAt: (tick: number) => number,
    isRate: boolean,
  ): Float64Array {
    const { mono, firstTick } = this.store.timeline;
    const before = new Float64Array(Math.max(0, this.tick - firstTick + 1));
    let count = 0;
    let previous = NaN;
    for (let tick = firstTick; tick <= this.tick; tick++) {
      const value = sampleAt(tick);
      const sample = isRate
        ? ((value - previous) * 1000) / (mono.get(tick) - mono.get(tick - 1))
        : value;
      previous = value;
      // The rate is negative where a counter was reset.
      if (!Number.isNaN(sample) && !(isRate && sample < 0)) {
        before[count++] = sample;
      }
    }
    return before.subarray(0, count);
  }
}

/** Sorts in place. @returns 0 for no numbers */
function median(numbers: Float64Array): number {
  numbers.sort();
  const middle = numbers.length >> 1;
  return numbers.length === 0
    ? 0
    : numbers.length % 2 === 1
      ? numbers[middle]!
      : (numbers[middle - 1]! + numbers[middle]!) / 2;
}
