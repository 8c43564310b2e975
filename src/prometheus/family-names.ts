import type { MetricFamily, MetricType } from '../metrics/metric-family.js';
import type { RateLimitedLogger } from '../support/rate-limited-logger.js';
import { toLogText } from '../support/log-text.js';
import { escapeName, type Escaping } from './escape-name.js';
import { metricName } from './metric-name.js';

/** Families named between two checks of the time slice. */
const BATCH = 16;

/** The names that a family of each type takes, besides its own. */
const SUFFIXES: Readonly<Record<MetricType, readonly string[]>> = {
  counter: ['_total', '_created'],
  gauge: [],
  histogram: ['_bucket', '_sum', '_count', '_created'],
  info: ['_info'],
  unknown: [],
};

/** The names of families in one escaping. It decides who gets a name. */
export class FamilyNames {
  private planned: readonly MetricFamily[] = [];
  private named: readonly MetricFamily[] = [];

  constructor(
    private readonly prefix: string,
    private readonly escaping: Escaping,
    private readonly log: RateLimitedLogger,
  ) {}

  nameOf(family: MetricFamily): string {
    return escapeName(this.plainNameOf(family), this.escaping);
  }

  /**
   * Selects the families that are written; in steps. When several would have a
   * name, the first one has it.
   */
  *select(
    families: readonly MetricFamily[],
  ): Generator<undefined, readonly MetricFamily[]> {
    if (families !== this.planned) {
      const named: MetricFamily[] = [];
      const owners = new Map<string, MetricFamily>();
      for (const [i, family] of families.entries()) {
        if (i % BATCH === 0) {
          yield;
        }
        const name = this.nameOf(family);
        const owner = ownerOf(name, family, owners);
        if (owner === undefined) {
          owners.set(name, family);
          named.push(family);
        } else {
          this.report(family, owner, name);
        }
      }
      this.planned = families;
      this.named = named;
    }
    return this.named;
  }

  private plainNameOf(family: MetricFamily): string {
    return (family.name ??= metricName(family, this.prefix));
  }

  private report(
    family: MetricFamily,
    owner: MetricFamily,
    taken: string,
  ): void {
    if (!family.isReported) {
      family.isReported = true;
      this.log.warn(
        `name ${this.plainNameOf(family)} ${taken}`,
        () =>
          `the Prometheus name ${toLogText(taken)} of ${describe(owner)} is also that of ${describe(family)}, which is left out; state another one as metric in its metadata`,
      );
    }
  }
}

/** The family that has the name already, or the name of one of its samples. */
function ownerOf(
  name: string,
  family: MetricFamily,
  owners: ReadonlyMap<string, MetricFamily>,
): MetricFamily | undefined {
  for (const suffix of ['', ...SUFFIXES[family.type]]) {
    const owner = owners.get(name + suffix);
    if (owner !== undefined) {
      return owner;
    }
  }
  const end = name.lastIndexOf('_');
  const base = owners.get(name.slice(0, Math.max(end, 0)));
  return base && SUFFIXES[base.type].includes(name.slice(end))
    ? base
    : undefined;
}

function describe({ path }: MetricFamily): string {
  return toLogText(path.map((key) => JSON.stringify(key)).join('.'));
}
