import type { Distribution } from './log-linear-buckets.js';

/** @internal Gives the {@link StatedFamily}s of a variable. */
export const METRICS = Symbol.for('nestjs-expvar:metrics');

/** @internal Gives the {@link Distribution} of a histogram. */
export const DISTRIBUTION = Symbol.for('nestjs-expvar:distribution');

/**
 * A metric family that a variable states itself, because its JSON does not have
 * all of it. Such a variable is not divided into metrics by its value.
 */
export interface StatedFamily {
  /** The whole name, as in Prometheus. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'unknown';
  readonly unit?: string;
  readonly description: string;
  /** The upper bounds of the buckets of a histogram, without +Inf. */
  readonly bounds?: readonly number[];
  readonly points: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number | Distribution;
  }[];
}

/** A variable that states its metric families. */
export interface StatesMetrics {
  /**
   * @param evaluate the value of the variable in this scrape, if it is a function
   * @throws the reason when the variable has failed
   */
  [METRICS](evaluate: () => unknown): readonly StatedFamily[];
}
