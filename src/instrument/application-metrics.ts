import type { MethodMetrics } from './method-metrics.js';

/**
 * Stores the metrics of one method of a class for each application of the
 * process.
 *
 * An application claims the metrics when discovery finds an instance of the
 * class. The first one adopts the calls that were made before. Calls of
 * instances that no application has found, such as request-scoped ones, and of
 * static methods count for the running application that started last.
 */
export class ApplicationMetrics {
  /**
   * The metrics of the application that started last. They are those of the next
   * one while none runs.
   */
  current: MethodMetrics;
  /** True if the metrics depend on the application of an instance. */
  isShared = false;
  /** The metrics of the applications that run, in the order of their starts. */
  private readonly running: MethodMetrics[] = [];
  private readonly byApplication = new WeakMap<object, MethodMetrics>();
  private readonly byInstance = new WeakMap<object, MethodMetrics>();

  constructor(private readonly create: () => MethodMetrics) {
    this.current = create();
  }

  forInstance(instance: unknown): MethodMetrics {
    return this.byInstance.get(instance as object) ?? this.current;
  }

  /**
   * Returns the metrics for an application.
   *
   * @param instance an instance that the application has found
   */
  claim(application: object, instance?: object): MethodMetrics {
    let metrics = this.byApplication.get(application);
    if (metrics === undefined) {
      if (this.running.length > 0) {
        this.isShared = true;
        this.current = this.create();
      }
      metrics = this.current;
      this.running.push(metrics);
      this.byApplication.set(application, metrics);
    }
    if (instance !== undefined) {
      this.byInstance.set(instance, metrics);
    }
    return metrics;
  }

  /** Ends the claim of an application that has shut down. */
  release(application: object): void {
    const metrics = this.byApplication.get(application);
    if (metrics !== undefined) {
      this.byApplication.delete(application);
      this.running.splice(this.running.indexOf(metrics), 1);
      this.current = this.running.at(-1) ?? this.create();
      // Its instances may be called until the process ends.
      this.isShared = true;
    }
  }
}
