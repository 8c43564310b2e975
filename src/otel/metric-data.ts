// The types of @opentelemetry/sdk-metrics 2 by their shape, so that the package
// needs none of OpenTelemetry's.

/** Seconds and nanoseconds. */
export type HrTime = [seconds: number, nanoseconds: number];

/** The numbers of the enum `DataPointType`. */
export const POINT_TYPE = {
  histogram: 0,
  exponentialHistogram: 1,
  gauge: 2,
  sum: 3,
} as const;

/** `AggregationTemporality.CUMULATIVE`: values are those since the start. */
export const CUMULATIVE = 1;

/** `ValueType.DOUBLE` */
export const DOUBLE = 1;

export interface MetricDescriptor {
  name: string;
  description: string;
  unit: string;
  valueType: typeof DOUBLE;
}

export interface DataPoint<Value> {
  startTime: HrTime;
  endTime: HrTime;
  attributes: Record<string, string>;
  value: Value;
}

export interface Histogram {
  count: number;
  sum: number;
  min?: number;
  max?: number;
  buckets: { boundaries: number[]; counts: number[] };
}

export interface ExponentialHistogram {
  count: number;
  sum: number;
  min?: number;
  max?: number;
  scale: number;
  zeroCount: number;
  positive: { offset: number; bucketCounts: number[] };
  negative: { offset: number; bucketCounts: number[] };
}

interface Metric {
  descriptor: MetricDescriptor;
  aggregationTemporality: typeof CUMULATIVE;
}

export type MetricData = Metric &
  (
    | {
        dataPointType: typeof POINT_TYPE.sum;
        isMonotonic: boolean;
        dataPoints: DataPoint<number>[];
      }
    | {
        dataPointType: typeof POINT_TYPE.gauge;
        dataPoints: DataPoint<number>[];
      }
    | {
        dataPointType: typeof POINT_TYPE.histogram;
        dataPoints: DataPoint<Histogram>[];
      }
    | {
        dataPointType: typeof POINT_TYPE.exponentialHistogram;
        dataPoints: DataPoint<ExponentialHistogram>[];
      }
  );

export interface ScopeMetrics {
  scope: { name: string };
  metrics: MetricData[];
}

export interface CollectionResult {
  resourceMetrics: {
    /** A reader takes the resource of its SDK. */
    resource: never;
    scopeMetrics: ScopeMetrics[];
  };
  errors: unknown[];
}
