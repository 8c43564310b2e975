import {
  type ExposedMember,
  ownExposedMembers,
} from '../discovery/exposed-member.js';

/** A method that `@Counted` or `@Timed` marks. */
export type InstrumentedMember = ExposedMember &
  Required<Pick<ExposedMember, 'metricsOf'>>;

/**
 * The instrumented methods of a class and of those that it extends, the most
 * derived first; static methods after the others.
 */
export function instrumentedMembers(type: Function): InstrumentedMember[] {
  return [...chainOf(type.prototype), ...chainOf(type)]
    .flatMap((owner) => ownExposedMembers(owner))
    .filter(isInstrumented);
}

function isInstrumented(member: ExposedMember): member is InstrumentedMember {
  return member.metricsOf !== undefined;
}

function chainOf(object: unknown): object[] {
  const chain: object[] = [];
  let current = object as object | null | undefined;
  while (current !== null && current !== undefined) {
    chain.push(current);
    current = Object.getPrototypeOf(current) as object | null;
  }
  return chain;
}
