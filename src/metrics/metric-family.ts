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
export class MetricFamily {
  /** The values of the current scrape, in the order of the document. */
  readonly points: Point[] = [];
  /** The scrape in which a variable had the metric. */
  scrape = 0;
  /** The name in Prometheus without suffixes of the type, once it is made. */
  name: string | undefined;
  /** True if the log says already why values are left out. */
  isReported = false;
  readonly encoded: unknown[] = [];
  private byLabels: Map<string, Point> | undefined;

  /** True once another family has the place of this one. */
  isReplaced = false;
  readonly type: MetricType;

  /** @param properties those of the first variable of the current scrape */
  constructor(public properties: FamilyProperties) {
    this.type = properties.type;
  }

  /**
   * Adds a value. The first one of a scrape replaces those of the last.
   *
   * @returns true for the first one
   */
  add(point: Point, scrape: number): boolean {
    const { points } = this;
    const isFirst = points[0]?.scrape !== scrape;
    if (!isFirst) {
      points.push(point);
    } else if (points.length !== 1 || points[0] !== point) {
      // Most families have one point, which stays the same.
      points.length = 0;
      points.push(point);
    }
    point.scrape = scrape;
    return isFirst;
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
