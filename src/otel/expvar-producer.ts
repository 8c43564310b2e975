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
  const converter = new Converter();
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
          converter.convert(collected, startTime, hrTime(Date.now())),
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

/** The parts of a metric that stay from one collection to the next. */
interface Description {
  readonly names: OtelNames;
  readonly type: MetricType;
  readonly descriptor: MetricDescriptor;
  /** The attributes of a point without labels. */
  readonly attributes: Record<string, string>;
  /** True if other points may have the name. */
  isShared: boolean;
}

type Value = number | Histogram | ExponentialHistogram;

/** Converts metrics. Those that have the same name and type become one. */
class Converter {
  private described: readonly Metrics[] = [];

  *convert(
    collected: readonly Metrics[],
    startTime: HrTime,
    endTime: HrTime,
  ): Generator<undefined, MetricData[]> {
    if (collected !== this.described) {
      yield* markSharedNames(collected);
      this.described = collected;
    }
    const metrics: MetricData[] = [];
    const shared = new Map<string, MetricData>();
    const add = (
      { isShared, type, descriptor }: Description,
      attributes: Record<string, string>,
      value: Value,
    ) => {
      const point = { startTime, endTime, attributes, value };
      const id = isShared ? idOf(type, descriptor) : '';
      const metric = isShared ? shared.get(id) : undefined;
      if (metric === undefined) {
        const created = createMetric(type, descriptor, point);
        metrics.push(created);
        if (isShared) {
          shared.set(id, created);
        }
      } else {
        (metric.dataPoints as DataPoint<Value>[]).push(point);
      }
    };
    let steps = 0;
    for (const part of collected) {
      const descriptions = descriptionsOf(part);
      const count =
        part instanceof NumberRun ? part.length : part.points.length;
      for (let i = 0; i < count; i++) {
        if (part instanceof NumberRun) {
          const value = part.read(i);
          if (value !== undefined) {
            const description = descriptions[i]!;
            add(description, description.attributes, Number(value));
          }
        } else {
          const description = descriptions[0]!;
          const point = part.points[i]!;
          point.encoded[0] ??= attributesOf(point, description);
          const attributes = point.encoded[0] as Record<string, string>;
          add(
            description,
            attributes,
            valueOf(point.value, part.properties.bounds),
          );
        }
        if (++steps % BATCH === 0) {
          yield;
        }
      }
    }
    return metrics;
  }
}

/** Identifies a metric, which has points of one type. */
function idOf(type: MetricType, { name }: MetricDescriptor): string {
  return `${type} ${name}`;
}

function* markSharedNames(collected: readonly Metrics[]): Generator<undefined> {
  const byId = new Map<string, Description>();
  let steps = 0;
  for (const part of collected) {
    for (const description of descriptionsOf(part)) {
      const id = idOf(description.type, description.descriptor);
      const first = byId.get(id);
      description.isShared =
        first !== undefined || !(part instanceof NumberRun);
      if (first === undefined) {
        byId.set(id, description);
      } else {
        first.isShared = true;
      }
      if (++steps % BATCH === 0) {
        yield;
      }
    }
  }
}

/** One for a family, and one for each number of a run. */
function descriptionsOf(part: Metrics): readonly Description[] {
  return (part.encoded[0] ??=
    part instanceof NumberRun
      ? part.keys.map((_, i) => describe(part.familyOf(i)))
      : [describe(part)]) as readonly Description[];
}

function describe(family: MetricFamily): Description {
  const { type, help: description, unit = '' } = family.properties;
  const names = otelNames(family.properties);
  const { name, constant = {} } = names;
  return {
    names,
    type,
    descriptor: { name, description, unit, valueType: DOUBLE },
    attributes: constant,
    isShared: false,
  };
}

function attributesOf(
  { labels }: Point,
  { names: { attributes = {}, constant } }: Description,
): Record<string, string> {
  return {
    ...constant,
    ...Object.fromEntries(
      labels.map(([label, text]) => [attributes[label] ?? label, text]),
    ),
  };
}

function createMetric(
  type: MetricType,
  descriptor: MetricDescriptor,
  point: DataPoint<Value>,
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

function valueOf(value: PointValue, bounds: readonly number[]): Value {
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
