import { type ExposedMember, ownExposedMembers } from './exposed-member.js';
import type { Ancestor } from './prototype-chain.js';

/** The marked instance members; the most derived one of each key. */
export function instanceMembers(
  chain: readonly Ancestor[],
): readonly ExposedMember[] {
  const members: ExposedMember[] = [];
  const overridden = new Set<string | symbol>();
  for (const { prototype } of chain) {
    const ownMembers = ownExposedMembers(prototype);
    members.push(...ownMembers.filter(({ key }) => !overridden.has(key)));
    for (const { key } of ownMembers) {
      overridden.add(key);
    }
  }
  return members;
}

/**
 * True if a subclass overrides an instrumented method without a decorator, so
 * that its metrics would be 0 for ever.
 */
export function isOverridden(
  chain: readonly Ancestor[],
  member: ExposedMember,
): boolean {
  for (const { prototype } of chain) {
    if (ownExposedMembers(prototype).includes(member)) {
      return false;
    }
    if (Object.hasOwn(prototype, member.key)) {
      return true;
    }
  }
  return false;
}
