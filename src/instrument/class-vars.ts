import type { MethodVars } from './method-vars.js';

/**
 * What is counted of one method: for the class that has it in its body, and for
 * each published class that extends that one.
 */
export class ClassVars {
  private readonly own: MethodVars;
  private readonly heirs = new WeakMap<object, MethodVars>();
  private hasHeirs = false;

  constructor(
    private readonly owner: Function,
    private readonly make: () => MethodVars,
  ) {
    this.own = make();
  }

  /**
   * What an instance counts with.
   *
   * Hot path: it looks for the instance's class only where there are several.
   */
  of(instance: unknown): MethodVars {
    return this.hasHeirs ? this.ofHeir(instance) : this.own;
  }

  /** What all instances of a class count with from now on. */
  ofClass(constructor: Function): MethodVars {
    if (constructor === this.owner) {
      return this.own;
    }
    let vars = this.heirs.get(constructor);
    if (vars === undefined) {
      vars = this.make();
      this.heirs.set(constructor, vars);
      this.hasHeirs = true;
    }
    return vars;
  }

  private ofHeir(instance: unknown): MethodVars {
    const { constructor } = Object(instance) as { constructor: unknown };
    return (
      (typeof constructor === 'function'
        ? this.heirs.get(constructor)
        : undefined) ?? this.own
    );
  }
}
