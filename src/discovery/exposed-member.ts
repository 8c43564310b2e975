import 'reflect-metadata';
import type { VarMeta } from '../vars/var-meta.js';
import type { Var } from '../vars/var.js';
import { storeClassName } from './class-name.js';

/** Metrics that each application of the process has for itself. */
export interface ClaimableMetrics {
  /** The metrics that calls of unknown instances count with. */
  readonly current: { readonly map: Var };
  /** The metrics of an application, for an instance that it has found. */
  claim(application: object, instance: object): { readonly map: Var };
  /** Called when the application has shut down. */
  release(application: object): void;
}

/** A member that a decorator marks, as it was written in its class. */
export interface ExposedMember {
  /** Without the `@`. */
  readonly decorator: string;
  readonly key: string | symbol;
  readonly memberKind: 'getter' | 'setter' | 'method' | 'property';
  /** How many parameters a method has. */
  readonly parameters: number;
  /** The name given to the decorator; undefined without one. */
  readonly name: string | undefined;
  readonly meta: VarMeta;
  /**
   * The metrics of an instrumented method, for a class; absent when the value of
   * the member itself is published.
   */
  readonly metricsOf?: (constructor: Function) => ClaimableMetrics;
}

// Registered, so that two copies of the package in one process agree.
const MEMBERS = Symbol.for('nestjs-expvar:members');
/** On the prototypes of classes with marked members, static ones included. */
const EXPOSES = Symbol.for('nestjs-expvar:exposes');

/**
 * Adds a member to those of its class.
 *
 * @param owner the prototype, or for a static member the constructor
 */
export function addExposedMember(owner: object, member: ExposedMember): void {
  const members = ownExposedMembers(owner);
  Reflect.defineMetadata(MEMBERS, [...members, member], owner);
  const constructor = typeof owner === 'function' ? owner : owner.constructor;
  storeClassName(constructor);
  const prototype: unknown =
    typeof owner === 'function' ? owner.prototype : owner;
  Object.defineProperty(prototype, EXPOSES, {
    value: true,
    configurable: true,
  });
}

/**
 * True if the class of a prototype, or one it extends, has marked members. It is
 * asked of all providers, of which few have any, and therefore looks up one symbol.
 */
export function exposesMembers(prototype: unknown): boolean {
  try {
    return (
      typeof prototype === 'object' &&
      prototype !== null &&
      EXPOSES in prototype
    );
  } catch {
    return false; // It is a Proxy that throws.
  }
}

/** The members marked in one class body, without those it inherits. */
export function ownExposedMembers(owner: object): readonly ExposedMember[] {
  return (
    (Reflect.getOwnMetadata(MEMBERS, owner) as ExposedMember[] | undefined) ??
    []
  );
}
