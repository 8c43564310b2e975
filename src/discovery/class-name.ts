import 'reflect-metadata';

const CLASS_NAME = Symbol.for('nestjs-expvar:class-name');

/** The form of the random names that Nest's `mixin()` gives to classes. */
const MIXIN_NAME = /^[\da-f]{21}$/;

/**
 * Stores the name that a class has when its decorators run. Tools that change the
 * class later, such as Nest's `mixin()`, may give it another name at each start.
 */
export function storeClassName(constructor: Function): void {
  const name = ownNameOf(constructor);
  if (name !== undefined && !Reflect.hasOwnMetadata(CLASS_NAME, constructor)) {
    Reflect.defineMetadata(CLASS_NAME, name, constructor);
  }
}

/**
 * Returns the name of the most derived class that has one, because decorators
 * may return a subclass without a name.
 *
 * @param classes a class and those that it extends, the most derived first
 * @returns an empty string when no class has a name, or when a static member
 * replaces it
 */
export function classNameOf(classes: readonly Function[]): string {
  for (const constructor of classes) {
    const name = ownNameOf(constructor);
    if (name === undefined) {
      return '';
    }
    const stored = Reflect.getOwnMetadata(CLASS_NAME, constructor) as
      string | undefined;
    const stable = stored || (MIXIN_NAME.test(name) ? '' : name);
    if (stable !== '') {
      return stable;
    }
  }
  return '';
}

/**
 * Returns the name of a class for messages.
 *
 * @param classes as for {@link classNameOf}
 */
export function describeClass(classes: readonly Function[]): string {
  return classNameOf(classes) || '(anonymous class)';
}

/** Undefined when a static member replaces the name. */
function ownNameOf(constructor: Function): string | undefined {
  const descriptor = Object.getOwnPropertyDescriptor(constructor, 'name');
  const name: unknown = descriptor === undefined ? '' : descriptor.value;
  return typeof name === 'string' ? name : undefined;
}
