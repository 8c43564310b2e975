import { ownExposedMembers } from '../../src/discovery/exposed-member.js';

/** The figures of an instrumented method. */
export interface MethodCounts {
  readonly calls: number;
  readonly errors: number;
  readonly inFlight: number;
  readonly latency?: { readonly count: number; readonly max: number };
}

/** Reads the figures of a method of one class, without an application. */
export function countsOf(
  constructor: Function,
  key: string | symbol,
  owner: object = constructor.prototype as object,
): MethodCounts {
  const member = ownExposedMembers(owner).find(
    (candidate) => candidate.key === key,
  );
  return member!.metricsOf!(constructor).current.map.toJSON() as MethodCounts;
}
