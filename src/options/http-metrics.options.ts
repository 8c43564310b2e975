import {
  boolean,
  type Check,
  type Checked,
  integerBetween,
  optional,
  switchOr,
  windowFrom,
  withDefault,
} from '../support/checks.js';
import type { HistogramOptions } from '../vars/histogram-var.js';

/** The option for the metrics of the application's own requests. */
export interface HttpMetricsOptions {
  /**
   * Publishes the map `http`: the requests that the application answers, by
   * route and status, with their latency.
   *
   * @default false
   * @example { maxRoutes: 500, window: 60 }
   */
  readonly http?: boolean | HttpVarsOptions;
}

/**
 * Settings of the map `http`. `window` applies to the latency of each route.
 */
export interface HttpVarsOptions extends HistogramOptions {
  /**
   * The most pairs of route and method in the map, from 1 to 10,000. The map
   * takes at most 1 MiB, so about 1,500 of them fit, or 1,000 with a `window`.
   * Further routes are counted together as `(other)`.
   *
   * @default 200
   */
  readonly maxRoutes?: number;

  /**
   * True if requests for the document and the dashboard are counted as well.
   *
   * @default false
   */
  readonly debugPage?: boolean;
}

const HTTP_CHECKS = {
  maxRoutes: withDefault(200, integerBetween(1, 10_000)),
  window: optional(windowFrom(0.001)),
  debugPage: withDefault(false, boolean),
} satisfies Record<keyof HttpVarsOptions, Check<unknown>>;

export const HTTP_METRICS_CHECKS = {
  http: switchOr(false, HTTP_CHECKS),
} satisfies Record<keyof HttpMetricsOptions, Check<unknown>>;

/** The settings of the map `http`. */
export type ResolvedHttpOptions = Checked<typeof HTTP_CHECKS>;
