import type { MethodMetrics } from './method-metrics.js';

/**
 * Stores the metrics of one method of a class for each application of the
 * process.
 *
 * An application claims the metrics when discovery finds an instance of the
 * class. The first one adopts the calls that were made before. While several
 * applications run, calls of instances that none of them has found, such as
 * request-scoped ones, count for the application that started last.
 */
export class ApplicationMetrics {
  /**
   * The metrics of the application that started last. Before the first start
   * they are those of the next application.
   */
  current: MethodMetrics;
  /** True if the metrics depend on the application of an instance. */
  isShared = false;
  private isClaimed = false;
  private applications = 0;
  private readonly byApplication = new WeakMap<object, MethodMetrics>();
  private readonly byInstance = new WeakMap<object, MethodMetrics>();

  constructor(private readonly create: () => MethodMetrics) {
    this.current = create();
  }

  forInstance(instance: unknown): MethodMetrics {
    return this.byInstance.get(instance as object) ?? this.current;
  }

  /** Returns the metrics for an instance that an application has found. */
  claim(application: object, instance: object): MethodMetrics {
    let metrics = this.byApplication.get(application);
    if (metrics === undefined) {
      if (this.isClaimed) {
        this.current = this.create();
      }
      metrics = this.current;
      this.isClaimed = true;
      this.byApplication.set(application, metrics);
      this.applications++;
      this.isShared ||= this.applications > 1;
    }
    this.byInstance.set(instance, metrics);
    return metrics;
  }

  /** Ends the claim of an application that has shut down. */
  release(application: object): void {
    const metrics = this.byApplication.get(application);
    if (metrics === undefined) {
      return;
    }
    this.byApplication.delete(application);
    this.applications--;
    this.isShared &&= this.applications > 0;
    if (metrics === this.current) {
      this.current = this.create();
      this.isClaimed = false;
    }
  }
}
