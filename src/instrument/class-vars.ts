import type { MethodVars } from './method-vars.js';

/**
 * What is counted of one method: for the class that has it in its body, and for
 * each class that extends that one.
 */
export class ClassVars {
  private readonly own: MethodVars;
  /** By class; those that do not extend the owner have what it has. */
  private readonly others = new WeakMap<object, MethodVars>();

  /** @param isStatic whether all classes count together */
  constructor(
    private readonly owner: Function,
    private readonly isStatic: boolean,
    private readonly make: () => MethodVars,
  ) {
    this.own = make();
  }

  /**
   * What an instance counts with.
   *
   * Hot path: most instances are of the class itself.
   */
  of(instance: unknown): MethodVars {
    try {
      const { constructor } = instance as { constructor: unknown };
      return constructor === this.owner || this.isStatic
        ? this.own
        : this.ofClass(constructor);
    } catch {
      return this.own; // It is nothing, or does not let itself be looked at.
    }
  }

  /** What all instances of a class count with, published or not. */
  ofClass(constructor: unknown): MethodVars {
    if (
      constructor === this.owner ||
      this.isStatic ||
      typeof constructor !== 'function'
    ) {
      return this.own;
    }
    let vars = this.others.get(constructor);
    if (vars === undefined) {
      const isHeir = constructor.prototype instanceof this.owner;
      vars = isHeir ? this.make() : this.own;
      this.others.set(constructor, vars);
    }
    return vars;
  }
}
