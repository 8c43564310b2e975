import { duplicateKey, duplicateName } from '../registry/registry-errors.js';
import type { Candidate } from './candidate.js';
import { describeToken } from './describe-token.js';
import type { ExposedMember } from './exposed-member.js';
import type { MemberOwner } from './member-owner.js';

/**
 * The error of a class with two instances, whose members would have the same
 * names.
 *
 * @param member one of them
 */
export function providedTwice(
  owner: MemberOwner,
  member: ExposedMember,
  first: Candidate,
  second: Candidate,
): Error {
  const remedy =
    first.wrapper.token === second.wrapper.token
      ? 'there are two instances of the class, so provide it once, in a module that exports it, and import that module'
      : `there are two instances of the class, so provide a subclass with a map of its own for each: @ExposeVarMap('name') class … extends ${owner.className} {}`;
  const { name, key } = owner.varPlace(member);
  const [source, otherSource] = [first, second].map(
    (candidate) => `${owner.describe(member)} (${describePlace(candidate)})`,
  ) as [string, string];
  return key === undefined
    ? duplicateName(name, source, otherSource, remedy)
    : duplicateKey(name, key, source, otherSource, remedy);
}

function describePlace({ place, wrapper: { token } }: Candidate): string {
  return typeof token === 'function'
    ? place
    : `${place}, as ${describeToken(token)}`;
}
