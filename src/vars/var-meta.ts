/**
 * The metadata of a variable tells readers how to interpret its value. Every
 * member is optional.
 */
export interface VarMeta {
  /**
   * One sentence for the person who reads the value.
   *
   * @example 'Ticks received since the process started'
   */
  readonly description?: string;

  /**
   * The unit of the value in UCUM, as OpenTelemetry uses it: `s` for seconds,
   * `ms`, `By` for bytes, `1` for a ratio, `{request}` for a count of requests.
   * Without it the unit is unknown.
   */
  readonly unit?: string;

  /**
   * Tells whether the value only grows, goes up and down, or is a distribution.
   * Without it the kind is that of the type, or unknown.
   */
  readonly kind?: VarKind;

  /**
   * The Prometheus label that has the keys of a map, or of the object that a
   * function returns, as its values. Several names divide keys of several words
   * at the spaces.
   *
   * @default 'key' for a map without metadata of its keys
   * @example 'status', or ['method', 'route'] for keys such as `GET /users`
   */
  readonly label?: string | readonly string[];

  /**
   * The upper bounds of the buckets in which Prometheus gets a histogram, in the
   * unit of its values and in ascending order.
   *
   * @default powers of two or four, by the unit
   * @example [0.1, 0.5, 2]
   */
  readonly buckets?: readonly number[];

  /**
   * The whole name of the metric in Prometheus, instead of one that is made of
   * name, unit and kind; false leaves the variable out there.
   *
   * @example 'process_cpu_user_seconds_total'
   */
  readonly metric?: string | false;

  /**
   * @internal The Prometheus labels that have the last keys of the path to the
   * variable as their values.
   */
  readonly pathLabels?: readonly string[];

  /**
   * True if the dashboard also reads the variable while nobody watches. Numbers
   * that are stored in a variable are read anyway; set this for functions,
   * getters and variables of your own classes, whose code would otherwise run
   * only for a scrape or a viewer.
   *
   * @default false
   */
  readonly history?: boolean;

  /**
   * Values that need attention. The dashboard marks a number that has reached a
   * limit, and the health indicator of `nestjs-expvar/terminus` reports it. The
   * limits of a histogram are for the 99th percentile of its window.
   *
   * @example { warning: 100, critical: 500 }
   */
  readonly limits?: VarLimits;

  /**
   * The metadata of named members: keys of a map, or members of the object that
   * a function returns.
   *
   * @example { used: { unit: 'By' }, limit: { unit: 'By' } }
   */
  readonly members?: Readonly<Record<string, VarMeta>>;

  /**
   * The metadata of every member that `members` does not name. Use it for maps
   * whose keys are data, such as routes.
   */
  readonly each?: VarMeta;

  /**
   * The owner of the variable in messages, such as `QuotesService.ticks`. By
   * default it is the class and member of a decorator, or the method of the
   * registry.
   */
  readonly source?: string;
}

/** The values of a variable that need attention, in the variable's unit. */
export interface VarLimits {
  /**
   * The value needs attention from this limit on, in the unit of the variable.
   */
  readonly warning?: number;

  /** The value is critical from this limit on; not before `warning`. */
  readonly critical?: number;

  /**
   * True if a value is too low, and not too high, when it reaches a limit.
   *
   * @default false
   */
  readonly below?: boolean;
}

/** The limit that a value has reached. */
export type LimitLevel = 'warning' | 'critical';

/** @returns undefined when the value has reached no limit */
export function reachedLimit(
  { warning, critical, below = false }: VarLimits,
  value: number,
): LimitLevel | undefined {
  const hasReached = (limit: number | undefined): boolean =>
    limit !== undefined && (below ? value <= limit : value >= limit);
  return hasReached(critical)
    ? 'critical'
    : hasReached(warning)
      ? 'warning'
      : undefined;
}

/**
 * The kinds of OpenTelemetry and Prometheus that a variable can be: a `counter`
 * only grows, a `gauge` goes up and down, a `histogram` is a distribution, and
 * `info` is text that rarely changes, such as a version.
 */
export type VarKind = 'counter' | 'gauge' | 'histogram' | 'info';

/**
 * The metadata of each member of a value; a member without any does not
 * compile.
 */
export type MembersMeta<T> = {
  readonly [Member in keyof T]-?: VarMeta;
};

/**
 * The metadata of a number that only grows.
 *
 * @param metric its name in Prometheus, if not the one that is made of its path
 */
export function counter(
  unit: string,
  description: string,
  metric?: string,
): VarMeta {
  return { kind: 'counter', unit, description, ...(metric && { metric }) };
}

/** The metadata of a number that goes up and down; otherwise as `counter`. */
export function gauge(
  unit: string,
  description: string,
  metric?: string,
): VarMeta {
  return { kind: 'gauge', unit, description, ...(metric && { metric }) };
}
