import { performance } from 'node:perf_hooks';
import type { ExpvarRegistry } from 'nestjs-expvar';
import { MetricCollector } from '../metrics/metric-collector.js';
import type { MetricFamily, PointValue } from '../metrics/metric-family.js';
import { Mutex } from '../support/mutex.js';
import { RateLimitedLogger } from '../support/rate-limited-logger.js';
import type { Distribution } from '../vars/log-linear-buckets.js';
import {
  type CollectionResult,
  CUMULATIVE,
  type DataPoint,
  DOUBLE,
  type ExponentialHistogram,
  type Histogram,
  type HrTime,
  type MetricData,
  POINT_TYPE,
} from './metric-data.js';
import { otelNames } from './otel-names.js';

export interface ExpvarProducerOptions {
  /**
   * Selects top-level names.
   *
   * @default all but `memstats`, whose figures `node` has as well
   */
  readonly include?: (name: string) => boolean;
}

/** A `MetricProducer` of @opentelemetry/sdk-metrics, by its shape. */
export interface ExpvarProducer {
  collect(): Promise<CollectionResult>;
}

/** Points converted between two checks of the time slice. */
const BATCH = 64;

/**
 * Gives the variables of a registry to a reader of OpenTelemetry, such as one
 * that pushes them over OTLP. Counters are sums, histograms are exponential
 * histograms of scale 3, and other numbers are gauges. Names are the path with
 * dots in snake_case, and those of the semantic conventions where these have one.
 *
 * @returns a `MetricProducer` of @opentelemetry/sdk-metrics 2
 * @example
 * new PeriodicExportingMetricReader({
 *   exporter: new OTLPMetricExporter(),
 *   metricProducers: [expvarProducer(app.get(ExpvarRegistry))],
 * });
 */
export function expvarProducer(
  registry: ExpvarRegistry,
  { include = (name) => name !== 'memstats' }: ExpvarProducerOptions = {},
): ExpvarProducer {
  const { metadata } = registry;
  const collector = new MetricCollector(
    { metadata, reservedLabels: [] },
    (name) => !include(name),
    RateLimitedLogger.warningsOf(expvarProducer.name),
  );
  const mutex = new Mutex();
  const startTime = hrTime(performance.timeOrigin);
  return {
    async collect() {
      const slice = registry.startSlice();
      const vars = await registry.evaluate({ includes: include }, slice);
      await mutex.acquire();
      try {
        slice.restart();
        const families = await slice.run(collector.collect(vars, false));
        const metrics = await slice.run(
          toMetrics(families, startTime, hrTime(Date.now())),
        );
        return {
          resourceMetrics: {
            resource: undefined as never,
            scopeMetrics: [{ scope: { name: 'nestjs-expvar' }, metrics }],
          },
          errors: [],
        };
      } finally {
        mutex.release();
      }
    },
  };
}

/** Converts families; those that have the same name become one metric. */
function* toMetrics(
  families: readonly MetricFamily[],
  startTime: HrTime,
  endTime: HrTime,
): Generator<undefined, MetricData[]> {
  const byName = new Map<string, MetricData>();
  let converted = 0;
  for (const family of families) {
    const { name, attributes = {}, constant } = otelNames(family);
    const metric = byName.get(name) ?? createMetric(family, name);
    byName.set(name, metric);
    const { bounds, points } = family;
    for (const { labels, value } of points) {
      if (++converted % BATCH === 0) {
        yield;
      }
      const point = {
        startTime,
        endTime,
        attributes: {
          ...constant,
          ...Object.fromEntries(
            labels.map(([label, text]) => [attributes[label] ?? label, text]),
          ),
        },
        value: valueOf(value, bounds),
      };
      (metric.dataPoints as DataPoint<typeof point.value>[]).push(point);
    }
  }
  return [...byName.values()];
}

function createMetric(
  { type, unit = '', help: description, points }: MetricFamily,
  name: string,
): MetricData {
  const metric = {
    descriptor: { name, description, unit, valueType: DOUBLE },
    aggregationTemporality: CUMULATIVE,
  } as const;
  switch (type) {
    case 'counter':
      return {
        ...metric,
        dataPointType: POINT_TYPE.sum,
        isMonotonic: true,
        dataPoints: [],
      };
    case 'histogram':
      return isExponential(points[0]!.value)
        ? {
            ...metric,
            dataPointType: POINT_TYPE.exponentialHistogram,
            dataPoints: [],
          }
        : { ...metric, dataPointType: POINT_TYPE.histogram, dataPoints: [] };
    default:
      return { ...metric, dataPointType: POINT_TYPE.gauge, dataPoints: [] };
  }
}

function isExponential(value: PointValue): boolean {
  return typeof value === 'object' && value.exponential !== undefined;
}

function valueOf(
  value: PointValue,
  bounds: readonly number[],
): number | Histogram | ExponentialHistogram {
  return typeof value === 'object'
    ? distributionOf(value, bounds)
    : Number(value);
}

function distributionOf(
  distribution: Distribution,
  bounds: readonly number[],
): Histogram | ExponentialHistogram {
  const { sum, min, max } = distribution;
  const cumulative = distribution.cumulative(bounds);
  const count = cumulative.at(-1)!;
  const figures = {
    count,
    sum,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
  };
  const exponential = distribution.exponential?.();
  return exponential === undefined
    ? {
        ...figures,
        buckets: {
          boundaries: [...bounds],
          counts: cumulative.map(
            (total, i) => total - (cumulative[i - 1] ?? 0),
          ),
        },
      }
    : {
        ...figures,
        scale: exponential.scale,
        zeroCount: exponential.zeros,
        positive: {
          offset: exponential.firstIndex - 1,
          bucketCounts: [...exponential.counts],
        },
        negative: { offset: 0, bucketCounts: [] },
      };
}

function hrTime(ms: number): HrTime {
  return [Math.floor(ms / 1000), Math.round((ms % 1000) * 1e6)];
}
