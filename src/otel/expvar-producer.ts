import { performance } from 'node:perf_hooks';
import type { ExpvarRegistry } from 'nestjs-expvar';
import { MetricCollector, type Metrics } from '../metrics/metric-collector.js';
import type {
  MetricFamily,
  MetricType,
  Point,
  PointValue,
} from '../metrics/metric-family.js';
import { NumberRun } from '../metrics/number-run.js';
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
  type MetricDescriptor,
  POINT_TYPE,
} from './metric-data.js';
import { type OtelNames, otelNames } from './otel-names.js';

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

const NO_ATTRIBUTES = {};

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
        const collected = await slice.run(collector.collect(vars, true));
        const metrics = await slice.run(
          toMetrics(collected, startTime, hrTime(Date.now())),
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

/** The parts of a metric that never change. */
interface Description extends OtelNames {
  readonly type: MetricType;
  readonly descriptor: MetricDescriptor;
}

/** Converts metrics; those that have the same name become one. */
function* toMetrics(
  collected: readonly Metrics[],
  startTime: HrTime,
  endTime: HrTime,
): Generator<undefined, MetricData[]> {
  const byName = new Map<string, MetricData>();
  let converted = 0;
  for (const part of collected) {
    if (part instanceof NumberRun) {
      const descriptions = (part.encoded[0] ??= part.keys.map((_, i) =>
        describe(part.familyOf(i)),
      )) as Description[];
      for (const [i, description] of descriptions.entries()) {
        const value = part.read(i);
        if (value !== undefined) {
          addPoint(byName, description, {
            startTime,
            endTime,
            attributes: description.constant ?? NO_ATTRIBUTES,
            value: Number(value),
          });
        }
        if (++converted % BATCH === 0) {
          yield;
        }
      }
      continue;
    }
    const description = (part.encoded[0] ??= describe(part)) as Description;
    for (const point of part.points) {
      addPoint(byName, description, {
        startTime,
        endTime,
        attributes: (point.encoded[0] ??= attributesOf(
          point,
          description,
        )) as Record<string, string>,
        value: valueOf(point.value, part.bounds),
      });
      if (++converted % BATCH === 0) {
        yield;
      }
    }
  }
  return [...byName.values()];
}

function describe(family: MetricFamily): Description {
  const { type, help: description, unit = '' } = family;
  const names = otelNames(family);
  const { name } = names;
  const descriptor = { name, description, unit, valueType: DOUBLE } as const;
  return { ...names, type, descriptor };
}

function attributesOf(
  { labels }: Point,
  { attributes = {}, constant }: Description,
): Record<string, string> {
  return {
    ...constant,
    ...Object.fromEntries(
      labels.map(([label, text]) => [attributes[label] ?? label, text]),
    ),
  };
}

function addPoint(
  byName: Map<string, MetricData>,
  { name, type, descriptor }: Description,
  point: DataPoint<number | Histogram | ExponentialHistogram>,
): void {
  const metric = byName.get(name);
  if (metric === undefined) {
    byName.set(name, createMetric(type, descriptor, point));
  } else {
    (metric.dataPoints as (typeof point)[]).push(point);
  }
}

function createMetric(
  type: MetricType,
  descriptor: MetricDescriptor,
  point: DataPoint<number | Histogram | ExponentialHistogram>,
): MetricData {
  const aggregationTemporality = CUMULATIVE;
  const dataPoints = [point as DataPoint<never>];
  switch (type) {
    case 'counter':
      return {
        descriptor,
        aggregationTemporality,
        dataPointType: POINT_TYPE.sum,
        isMonotonic: true,
        dataPoints,
      };
    case 'histogram':
      return {
        descriptor,
        aggregationTemporality,
        dataPointType:
          'scale' in (point.value as object)
            ? POINT_TYPE.exponentialHistogram
            : POINT_TYPE.histogram,
        dataPoints,
      };
    default:
      return {
        descriptor,
        aggregationTemporality,
        dataPointType: POINT_TYPE.gauge,
        dataPoints,
      };
  }
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
