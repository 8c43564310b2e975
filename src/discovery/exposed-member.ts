import 'reflect-metadata';
import type { VarMeta } from '../vars/var-meta.js';
import type { Var } from '../vars/var.js';
import { storeClassName } from './class-name.js';

/** Metrics of which each application of the process has its own instance. */
export interface ClaimableMetrics {
  /** The metrics for calls of instances that no application has found. */
  readonly current: { readonly map: Var };
  /**
   * Returns the metrics of an application.
   *
   * @param instance an instance that the application has found
   */
  claim(application: object, instance?: object): { readonly map: Var };
  /** Called when the application has shut down. */
  release(application: object): void;
}

/** A member that a decorator marks. */
export interface ExposedMember {
  /** The name of the decorator without the `@`. */
  readonly decorator: string;
  readonly key: string | symbol;
  readonly memberKind: 'getter' | 'setter' | 'method' | 'property';
  /** The number of parameters of a method. */
  readonly parameters: number;
  /** The name given to the decorator; undefined without one. */
  readonly name: string | undefined;
  readonly meta: VarMeta;
  /**
   * Returns the metrics of an instrumented method for a class. Absent if the
   * value of the member itself is published.
   */
  readonly metricsOf?: (constructor: Function) => ClaimableMetrics;
}

// The symbols are registered, so that two copies of the package in one process
// agree.
const MEMBERS = Symbol.for('nestjs-expvar:members');
/**
 * The key on prototypes of classes with marked members, static ones included.
 */
const EXPOSES = Symbol.for('nestjs-expvar:exposes');

/**
 * Adds a member to those of its class.
 *
 * @param owner the prototype, or the constructor for a static member
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
 * True if the class of a prototype, or one that it extends, has marked members.
 * It is called for all providers, of which few have any, so it only looks up
 * one symbol.
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

/** Returns the members marked in one class body, without inherited ones. */
export function ownExposedMembers(owner: object): readonly ExposedMember[] {
  return (
    (Reflect.getOwnMetadata(MEMBERS, owner) as ExposedMember[] | undefined) ??
    []
  );
}

/**
 * False for what a decorator without parentheses gets instead of options: a
 * prototype, or a class.
 */
export function isDecoratorOptions(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Object.hasOwn(value, 'constructor')
  );
}
