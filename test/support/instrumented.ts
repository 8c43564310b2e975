import { ownExposedMembers } from '../../src/discovery/exposed-member.js';

/** What is published of a method, without an application. */
export interface MethodCounts {
  readonly calls: number;
  readonly errors: number;
  readonly inFlight: number;
  readonly latency?: { readonly count: number; readonly max: number };
}

/** What has been counted of the method that one class body instruments. */
export function countsOf(
  constructor: Function,
  key: string | symbol,
  owner: object = constructor.prototype as object,
): MethodCounts {
  const member = ownExposedMembers(owner).find((one) => one.key === key);
  return member!.variableOf!(constructor).toJSON() as MethodCounts;
}
