import { ApplicationMetrics } from './application-metrics.js';
import type { MethodMetrics } from './method-metrics.js';

/**
 * Stores the metrics of one method for the class that declares it and for each
 * subclass.
 */
export class ClassMetrics {
  private readonly owners: ApplicationMetrics;
  /** Classes that do not extend the owner share its metrics. */
  private readonly byClass = new WeakMap<object, ApplicationMetrics>();

  /** @param isStatic true if all subclasses share the metrics */
  constructor(
    private readonly owner: Function,
    private readonly isStatic: boolean,
    private readonly create: () => MethodMetrics,
  ) {
    this.owners = new ApplicationMetrics(create);
  }

  /**
   * Returns the metrics for calls of an instance.
   *
   * Hot path: most instances are of the class itself, and there is one
   * application.
   */
  of(instance: unknown): MethodMetrics {
    try {
      const { constructor } = instance as { constructor: unknown };
      const metrics =
        constructor === this.owner || this.isStatic
          ? this.owners
          : this.ofClass(constructor);
      return metrics.isShared ? metrics.forInstance(instance) : metrics.current;
    } catch {
      return this.owners.current; // The instance is null, or a hostile Proxy.
    }
  }

  /** Returns the metrics of all instances of a class. */
  ofClass(constructor: unknown): ApplicationMetrics {
    if (
      constructor === this.owner ||
      this.isStatic ||
      typeof constructor !== 'function'
    ) {
      return this.owners;
    }
    let metrics = this.byClass.get(constructor);
    if (metrics === undefined) {
      const isSubclass = constructor.prototype instanceof this.owner;
      metrics = isSubclass ? new ApplicationMetrics(this.create) : this.owners;
      this.byClass.set(constructor, metrics);
    }
    return metrics;
  }
}
