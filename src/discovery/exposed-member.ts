import 'reflect-metadata';
import type { VarMeta } from '../registry/var-meta.js';

/** A member that `@ExposeVar` marks, as it was written in its class. */
export interface ExposedMember {
  readonly key: string | symbol;
  readonly form: 'getter' | 'setter' | 'method' | 'property';
  /** How many parameters a method has. */
  readonly parameters: number;
  /** The name given to the decorator; undefined without one. */
  readonly name: string | undefined;
  readonly meta: VarMeta;
}

// Registered, so that two copies of the package in one process agree.
const MEMBERS = Symbol.for('nestjs-expvar:members');

/**
 * Adds a member to those of its class.
 *
 * @param owner the prototype, or for a static member the constructor
 */
export function addExposedMember(owner: object, member: ExposedMember): void {
  const own = ownExposedMembers(owner);
  Reflect.defineMetadata(MEMBERS, [...own, member], owner);
}

/** The members marked in one class body, without those it inherits. */
export function ownExposedMembers(owner: object): readonly ExposedMember[] {
  return (
    (Reflect.getOwnMetadata(MEMBERS, owner) as ExposedMember[] | undefined) ??
    []
  );
}
