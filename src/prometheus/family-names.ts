import type { Metrics } from '../metrics/metric-collector.js';
import { MetricFamily, type MetricType } from '../metrics/metric-family.js';
import type { NumberRun } from '../metrics/number-run.js';
import type { RateLimitedLogger } from '../support/rate-limited-logger.js';
import { toLogText } from '../support/log-text.js';
import { escapeName, type Escaping } from './escape-name.js';
import { metricName } from './metric-name.js';

/** Families named between two checks of the time slice. */
const BATCH = 16;

/** The endings of the names that a family of each type has. */
const SUFFIXES: Readonly<Record<MetricType, readonly string[]>> = {
  counter: ['', '_total', '_created'],
  gauge: [''],
  histogram: ['', '_bucket', '_sum', '_count', '_created'],
  info: ['', '_info'],
  unknown: [''],
};

const ALL_SUFFIXES = new Set(Object.values(SUFFIXES).flat());

type Owners = Map<string, Metrics>;

/** The metrics that are written. */
export interface NamedMetrics {
  readonly metrics: readonly Metrics[];
  /** The indexes of numbers whose names other metrics have. */
  readonly leftOut: ReadonlyMap<NumberRun, ReadonlySet<number>>;
}

/** The names of families in one escaping. It decides who gets a name. */
export class FamilyNames {
  private planned: readonly Metrics[] = [];
  private named: NamedMetrics = { metrics: [], leftOut: new Map() };

  constructor(
    private readonly prefix: string,
    private readonly escaping: Escaping,
    private readonly log: RateLimitedLogger,
  ) {}

  nameOf(family: MetricFamily): string {
    return escapeName(this.plainNameOf(family), this.escaping);
  }

  /**
   * Selects the metrics that are written; in steps. When several would have a
   * name, the first one has it.
   */
  *select(metrics: readonly Metrics[]): Generator<undefined, NamedMetrics> {
    if (metrics !== this.planned) {
      const owners: Owners = new Map();
      const named: Metrics[] = [];
      const leftOut = new Map<NumberRun, Set<number>>();
      let steps = 0;
      for (const part of metrics) {
        if (part instanceof MetricFamily) {
          if (this.giveName(part, part, owners)) {
            named.push(part);
          }
          if (++steps % BATCH === 0) {
            yield;
          }
          continue;
        }
        named.push(part);
        for (let i = 0; i < part.length; i++) {
          const family = part.familyOf(i);
          if (!this.giveName(family, part, owners)) {
            leftOut.set(part, (leftOut.get(part) ?? new Set()).add(i));
          }
          part.names[i] = family.name;
          if (++steps % BATCH === 0) {
            yield;
          }
        }
      }
      this.planned = metrics;
      this.named = { metrics: named, leftOut };
    }
    return this.named;
  }

  /** Returns false, and logs why, if the name of a family has another owner. */
  private giveName(
    family: MetricFamily,
    part: Metrics,
    owners: Owners,
  ): boolean {
    const name = this.nameOf(family);
    const owner = this.ownerOf(name, family, owners);
    if (owner === undefined) {
      owners.set(name, part);
      return true;
    }
    this.log.warn(
      `name ${this.plainNameOf(family)} ${name}`,
      () =>
        `the Prometheus name ${toLogText(name)} of ${describe(owner)} is also that of ${describe(family)}, which is left out; state another one as metric in its metadata`,
    );
    return false;
  }

  /** The family that has the name already, or the name of one of its samples. */
  private ownerOf(
    name: string,
    { type }: MetricFamily,
    owners: Owners,
  ): MetricFamily | undefined {
    for (const suffix of SUFFIXES[type]) {
      const part = owners.get(name + suffix);
      if (part !== undefined) {
        return this.familyNamed(name + suffix, part);
      }
    }
    const end = Math.max(name.lastIndexOf('_'), 0);
    const suffix = name.slice(end);
    const part = ALL_SUFFIXES.has(suffix)
      ? owners.get(name.slice(0, end))
      : undefined;
    const base = part && this.familyNamed(name.slice(0, end), part);
    return base && SUFFIXES[base.type].includes(suffix) ? base : undefined;
  }

  private familyNamed(name: string, part: Metrics): MetricFamily {
    return part instanceof MetricFamily
      ? part
      : part.keys
          .map((_, i) => part.familyOf(i))
          .find((family) => this.nameOf(family) === name)!;
  }

  private plainNameOf(family: MetricFamily): string {
    return (family.name ??= metricName(family.properties, this.prefix));
  }
}

function describe({ properties }: MetricFamily): string {
  return toLogText(properties.path.map((key) => JSON.stringify(key)).join('.'));
}
