import type { Distribution } from '../vars/log-linear-buckets.js';
import type { VarMeta } from '../vars/var-meta.js';

/** The types of OpenMetrics that variables have. */
export type MetricType = 'counter' | 'gauge' | 'histogram' | 'info' | 'unknown';

/** The type of a metric whose values are numbers. */
export function numberTypeOf({ kind }: VarMeta): MetricType {
  return kind === 'counter' || kind === 'gauge' ? kind : 'unknown';
}

export type Labels = readonly (readonly [name: string, value: string])[];

/** A distribution is the value of a histogram, and 1 that of an info metric. */
export type PointValue = number | bigint | Distribution;

/** One value of a metric family. It stays the same object from scrape to scrape. */
export class Point {
  value: PointValue = 0;
  /** The scrape in which the value was read. */
  scrape = 0;
  /** The encoded text around the value; each writer has another index. */
  readonly encoded: unknown[] = [];

  constructor(
    readonly family: MetricFamily,
    readonly labels: Labels,
  ) {}
}

/** Properties that the variables of a family have in common. */
export interface FamilyProperties {
  readonly type: MetricType;
  /** The names that lead to the variable, without the keys that are labels. */
  readonly path: readonly string[];
  /** The whole name in Prometheus, where the metadata states it. */
  readonly fullName: string | undefined;
  /** In UCUM. */
  readonly unit: string | undefined;
  readonly help: string;
  /** The upper bounds of the buckets of a histogram, without +Inf. */
  readonly bounds: readonly number[];
  /** True if the metadata states the bounds. */
  readonly hasOwnBounds: boolean;
}

/** A metric and its values. It stays the same object from scrape to scrape. */
export class MetricFamily implements FamilyProperties {
  /** The values of the current scrape, in the order of the document. */
  readonly points: Point[] = [];
  scrape = 0;
  /** The name in Prometheus without suffixes of the type, once it is made. */
  name: string | undefined;
  /** True if the log says already why values are left out. */
  isReported = false;
  readonly encoded: unknown[] = [];
  private byLabels: Map<string, Point> | undefined;

  readonly type: MetricType;
  readonly path: readonly string[];
  readonly fullName: string | undefined;
  readonly unit: string | undefined;
  readonly help: string;
  readonly bounds: readonly number[];
  readonly hasOwnBounds: boolean;

  constructor(properties: FamilyProperties) {
    this.type = properties.type;
    this.path = properties.path;
    this.fullName = properties.fullName;
    this.unit = properties.unit;
    this.help = properties.help;
    this.bounds = properties.bounds;
    this.hasOwnBounds = properties.hasOwnBounds;
  }

  /** Replaces the points of the last scrape by the first one of the next. */
  startPoints(point: Point): void {
    const { points } = this;
    // Most families have one point, which stays the same.
    if (points.length !== 1 || points[0] !== point) {
      points.length = 0;
      points.push(point);
    }
  }

  /** The point with these labels; points with equal labels are one object. */
  pointOf(labels: Labels, onCreated = () => {}): Point {
    const key = JSON.stringify(labels);
    this.byLabels ??= new Map();
    let point = this.byLabels.get(key);
    if (point === undefined) {
      point = new Point(this, labels);
      this.byLabels.set(key, point);
      onCreated();
    }
    return point;
  }
}
