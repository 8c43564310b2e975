import type { Distribution } from '../vars/log-linear-buckets.js';

/** A metric as `getMetricsAsJSON()` of prom-client gives it. */
export interface PromMetric {
  readonly name: string;
  readonly help: string;
  /** `counter`, `gauge`, `histogram` or `summary`. */
  readonly type: unknown;
  readonly values: readonly PromSample[];
}

export interface PromSample {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number | undefined>>;
  /** The name of the sample, such as that of the metric with `_sum`. */
  readonly metricName?: string;
}

/** The samples of a histogram or summary that have the same labels. */
export interface SampleGroup {
  readonly labels: Readonly<Record<string, string>>;
  sum: number;
  count: number;
  /** Bounds of buckets or quantiles, without +Inf, with their values. */
  readonly values: Map<number, number>;
}

/**
 * Groups the samples of a histogram or summary by their labels.
 *
 * @param bound the label of buckets or quantiles
 */
export function groupSamples(
  { name, values }: PromMetric,
  bound: 'le' | 'quantile',
): SampleGroup[] {
  const groups = new Map<string, SampleGroup>();
  for (const { value, labels, metricName } of values) {
    const { [bound]: at, ...rest } = labels;
    const texts = labelTexts(rest);
    const key = JSON.stringify(texts);
    let group = groups.get(key);
    if (group === undefined) {
      group = { labels: texts, sum: 0, count: 0, values: new Map() };
      groups.set(key, group);
    }
    if (metricName === `${name}_sum`) {
      group.sum = value;
    } else if (metricName === `${name}_count`) {
      group.count = value;
    } else if (Number.isFinite(Number(at))) {
      group.values.set(Number(at), value);
    }
  }
  return [...groups.values()];
}

/** The labels in the order of their names; prom-client leaves out undefined ones. */
export function labelTexts(
  labels: PromSample['labels'],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(labels)
      .filter(([, text]) => text !== undefined)
      .map(([name, text]) => [name, String(text)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

export function distributionOf({
  sum,
  count,
  values,
}: SampleGroup): Distribution {
  return {
    sum,
    cumulative: (bounds) => [
      ...bounds.map((bound) => values.get(bound) ?? 0),
      count,
    ],
  };
}
