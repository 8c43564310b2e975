import { LABEL_NAME } from '../registry/check-var-meta.js';
import {
  boolean,
  type Check,
  integerBetween,
  isObject,
  switchOr,
  text,
  withDefault,
} from '../support/checks.js';

/** The option for the formats of Prometheus. */
export interface PrometheusModuleOptions {
  /**
   * True if the URL of the document also answers in the formats of Prometheus and
   * OpenMetrics, when the `Accept` header or `?format=` asks for them.
   *
   * @default true
   * @example { labels: { service: 'quotes' } }
   */
  readonly prometheus?: boolean | PrometheusOptions;
}

/** Settings of the formats of Prometheus. */
export interface PrometheusOptions {
  /**
   * Precedes the name of every metric, except for names that metadata states as
   * `metric`.
   *
   * @default ''
   * @example 'quotes_'
   */
  readonly prefix?: string;

  /**
   * Labels of all metrics.
   *
   * @default {}
   * @example { region: 'eu' }
   */
  readonly labels?: Readonly<Record<string, string>>;

  /**
   * True if OpenMetrics has a `_created` line for each counter and histogram, with
   * the start of the process. Prometheus stores these lines as series.
   *
   * @default false
   */
  readonly createdTimestamps?: boolean;

  /**
   * True if protobuf has native histograms. Otherwise it has the same buckets as
   * the text formats.
   *
   * @default true
   */
  readonly nativeHistograms?: boolean;

  /**
   * True if `memstats` is among the metrics. The map `node` has all that is true
   * of it.
   *
   * @default false
   */
  readonly memstats?: boolean;

  /**
   * The number of series in one scrape, from 1 to 10,000,000. A metric with more
   * series than are left is left out whole, and logged.
   *
   * @default 50000
   */
  readonly maxSeries?: number;
}

const prefix = text(
  "the beginning of a name such as 'quotes_', of letters, digits, underscores and colons",
  /^(?:[a-zA-Z_:][a-zA-Z0-9_:]*)?$/,
);

const labels: Check<Readonly<Record<string, string>>> = (value, option) => {
  const valid =
    isObject(value) &&
    Object.entries(value).every(
      ([name, text]) => LABEL_NAME.test(name) && typeof text === 'string',
    );
  return valid
    ? (value as Readonly<Record<string, string>>)
    : option.rejectValue(
        "an object such as { region: 'eu' }, whose names consist of letters, digits and underscores, do not begin with __, and are not le or quantile",
        value,
      );
};

const PROMETHEUS_OPTION_CHECKS = {
  prefix: withDefault('', prefix),
  labels: withDefault<Readonly<Record<string, string>>>({}, labels),
  createdTimestamps: withDefault(false, boolean),
  nativeHistograms: withDefault(true, boolean),
  memstats: withDefault(false, boolean),
  maxSeries: withDefault(50_000, integerBetween(1, 10_000_000)),
} satisfies Record<keyof PrometheusOptions, Check<unknown>>;

export const PROMETHEUS_CHECKS = {
  prometheus: switchOr(true, PROMETHEUS_OPTION_CHECKS),
} satisfies Record<keyof PrometheusModuleOptions, Check<unknown>>;

/** The settings with defaults. */
export type ResolvedPrometheusOptions = NonNullable<
  ReturnType<typeof PROMETHEUS_CHECKS.prometheus>
>;
