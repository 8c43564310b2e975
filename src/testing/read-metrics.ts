import type { HistogramValue } from '../vars/histogram-var.js';
import { instrumentedMembers } from './instrumented-members.js';

/** The value of a method with `@Counted` or `@Timed`. */
export interface MethodMetricsValue {
  /** The calls so far. */
  readonly calls: number;
  /** The calls that threw, rejected or emitted an error. */
  readonly errors: number;
  /** The calls that have not ended yet. */
  readonly inFlight: number;
  /** The latency in seconds; only with `@Timed`. */
  readonly latency?: HistogramValue;
}

/**
 * Reads what `@Counted` or `@Timed` measures of a method, with or without an
 * application. All instances of the class count together. While several
 * applications run, the figures are those of the one that started last.
 *
 * @param type the class of the instances that were called
 * @param method the name of the method, which may be private or static
 * @throws Error when the method has neither decorator
 * @example
 * await new OrdersService().place(order);
 * expect(readMetrics(OrdersService, 'place')).toMatchObject({ calls: 1, errors: 0 });
 */
export function readMetrics(
  type: Function,
  method: string | symbol,
): MethodMetricsValue {
  const members = instrumentedMembers(type);
  const member = members.find(({ key }) => key === method);
  if (member === undefined) {
    const keys = [...new Set(members.map(({ key }) => String(key)))];
    throw new Error(
      `${type.name}.${String(method)} has no @Counted or @Timed; ${
        keys.length > 0
          ? `${type.name} has them on ${keys.join(', ')}`
          : `no method of ${type.name} has them`
      }`,
    );
  }
  return member.metricsOf(type).current.map.toJSON() as MethodMetricsValue;
}
