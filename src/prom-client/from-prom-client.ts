import { FuncVar } from 'nestjs-expvar';
import { valuesByLabels } from '../support/values-by-labels.js';
import {
  METRICS,
  type StatedFamily,
  type StatesMetrics,
} from '../vars/var-metrics.js';
import {
  distributionOf,
  groupSamples,
  labelTexts,
  type PromMetric,
} from './prom-metric.js';

/** A registry of prom-client 15 or of `@prometheus-io/client`. */
export interface PromClientRegister {
  getMetricsAsJSON(): Promise<readonly PromMetric[]>;
}

/** The key under which a value has the metrics that it was made from. */
const SOURCE = Symbol('source');

interface Value {
  readonly [SOURCE]: readonly PromMetric[];
}

/**
 * Shows the metrics of prom-client in the document and in the formats of
 * Prometheus, so that a service can move from one to the other step by step.
 *
 * The value is an object with a member for each metric: a number; for a metric
 * with labels an object of numbers, by the value of the label or by
 * `a=b, c=d`; and for a histogram `count`, `sum` and `buckets`, or for a summary
 * `quantiles`. Where a metric of a variable has the same name, the one that comes
 * first in the document is written.
 *
 * @param register prom-client's `register` or another registry
 * @returns a variable to publish under any name
 * @example
 * registry.publish('prom', fromPromClient(register));
 */
export function fromPromClient(register: PromClientRegister): FuncVar {
  const variable = new FuncVar(async () => {
    const metrics = await register.getMetricsAsJSON();
    return {
      ...Object.fromEntries(
        metrics.map((metric) => [metric.name, valueOf(metric)]),
      ),
      [SOURCE]: metrics,
    };
  });
  return Object.assign(variable, {
    [METRICS]: (evaluate) => (evaluate() as Value)[SOURCE].flatMap(familiesOf),
  } satisfies StatesMetrics);
}

/** The value of a metric in the document. */
function valueOf(metric: PromMetric): unknown {
  const { type, values } = metric;
  if (type !== 'histogram' && type !== 'summary') {
    return valuesByLabels(
      values.map(({ labels, value }) => [labelTexts(labels), value]),
    );
  }
  const [bound, member] =
    type === 'histogram'
      ? (['le', 'buckets'] as const)
      : (['quantile', 'quantiles'] as const);
  return valuesByLabels(
    groupSamples(metric, bound).map(
      ({ labels, sum, count, values: figures }) => [
        labels,
        { count, sum, [member]: Object.fromEntries(figures) },
      ],
    ),
  );
}

/** The families of a metric. A summary has one for each of its samples' names. */
function familiesOf(metric: PromMetric): StatedFamily[] {
  const { name, help: description, type, values } = metric;
  if (type === 'histogram') {
    const groups = groupSamples(metric, 'le');
    // The bounds are known with the first value.
    return groups.slice(0, 1).map(({ values: buckets }) => ({
      name,
      type,
      description,
      bounds: [...buckets.keys()],
      points: groups.map((group) => ({
        labels: group.labels,
        value: distributionOf(group),
      })),
    }));
  }
  const names = new Set(values.map(({ metricName = name }) => metricName));
  return Array.from(names, (sampleName) => ({
    name: sampleName,
    type: type === 'counter' || type === 'gauge' ? type : 'unknown',
    description,
    points: values
      .filter(({ metricName = name }) => metricName === sampleName)
      .map(({ labels, value }) => ({ labels: labelTexts(labels), value })),
  }));
}
