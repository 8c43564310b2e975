import { performance } from 'node:perf_hooks';
import { BUCKETS } from '../vars/bucket-counts.js';
import { type HistogramOptions, HistogramVar } from '../vars/histogram-var.js';
import { IntVar } from '../vars/int-var.js';
import { MapVar } from '../vars/map-var.js';
import {
  type CallCounts,
  MEASURED_CALLS,
  type MeasuredCalls,
  type MeasuresCalls,
} from '../vars/measured-calls.js';
import {
  counter,
  gauge,
  type VarLimits,
  type VarMeta,
} from '../vars/var-meta.js';
import type { LatencyUnit } from './instrument.options.js';
import { RESET } from './reset.js';

/** The metadata of the members of a method's map. */
export const METHOD_META: Readonly<Record<string, VarMeta>> = {
  calls: counter('{call}', 'Calls so far', 'method_calls_total'),
  errors: counter(
    '{call}',
    'Calls that threw, rejected or emitted an error',
    'method_errors_total',
  ),
  inFlight: gauge(
    '{call}',
    'Calls whose promise, Observable or generator has not ended yet',
    'method_in_flight',
  ),
};

/** The metadata of the latency that `@Timed` adds. */
export function latencyMeta(unit: LatencyUnit, limits?: VarLimits): VarMeta {
  return {
    kind: 'histogram',
    unit,
    description: 'Time from the call to its end',
    metric: `method_latency_${UNIT_NAMES[unit]}`,
    ...(limits !== undefined && { limits }),
  };
}

const UNIT_NAMES: Readonly<Record<LatencyUnit, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
};

const MS_PER_UNIT: Readonly<Record<LatencyUnit, number>> = {
  s: 1000,
  ms: 1,
  us: 0.001,
};

/** How to measure the latency of a method. */
export interface LatencyOptions extends HistogramOptions {
  readonly unit: LatencyUnit;
}

/** The metrics of one method of a class in one application. */
export class MethodMetrics implements MeasuredCalls {
  readonly kind = 'method';
  readonly calls = new IntVar();
  readonly errors = new IntVar();
  readonly inFlight = new IntVar();
  /** The published map of the metrics. */
  readonly map = new MapVar();
  private latency: HistogramVar | undefined;
  private resets = 0;
  private readonly msPerUnit: number;

  /** @param latencyOptions measures the latency too */
  constructor(private readonly latencyOptions?: LatencyOptions) {
    this.msPerUnit = MS_PER_UNIT[latencyOptions?.unit ?? 's'];
    this.map.set('calls', this.calls);
    this.map.set('errors', this.errors);
    this.map.set('inFlight', this.inFlight);
    Object.defineProperties(this.map, {
      [RESET]: { value: () => this.reset() },
      [MEASURED_CALLS]: {
        value: (): ReturnType<MeasuresCalls[typeof MEASURED_CALLS]> => [
          [[], this],
        ],
      },
    });
    this.reset();
  }

  /**
   * Resets all metrics except the calls in flight, which have not ended yet.
   */
  reset(): void {
    this.resets++;
    this.calls.set(0);
    this.errors.set(0);
    if (this.latencyOptions !== undefined) {
      const { window } = this.latencyOptions;
      this.latency = new HistogramVar({ window });
      this.map.set('latency', this.latency);
    }
  }

  get unit(): LatencyUnit | undefined {
    return this.latencyOptions?.unit;
  }

  readCalls(): CallCounts {
    const { resets } = this;
    return {
      resets,
      count: this.calls.value,
      errors: this.errors.value,
      clientErrors: 0,
      aborted: 0,
      bytes: 0,
      latency: this.latency?.[BUCKETS],
    };
  }

  /**
   * Returns the start time of a call, or any number if no latency is measured.
   */
  now(): number {
    return this.latency === undefined ? 0 : performance.now();
  }

  /**
   * Records the time since `start`, which {@link MethodMetrics.now} returned.
   */
  recordLatency(start: number): void {
    if (this.latency !== undefined) {
      const latency = (performance.now() - start) / this.msPerUnit;
      // Fake timers may set the clock back.
      if (latency >= 0) {
        this.latency.record(latency);
      }
    }
  }
}
