import type { MethodMetrics } from './method-metrics.js';

/** A call that continues after the method has returned. */
export class Invocation {
  private hasEnded = false;

  /** @param start the time of the call: {@link MethodMetrics.now} */
  constructor(
    private readonly metrics: MethodMetrics,
    private readonly start: number = metrics.now(),
  ) {
    metrics.inFlight.add(1);
  }

  /** Ends the call. Only the first end counts. */
  end(): void {
    if (!this.hasEnded) {
      this.hasEnded = true;
      this.metrics.inFlight.add(-1);
      this.metrics.recordLatency(this.start);
    }
  }

  /** Ends the call with an error. Only the first end counts. */
  fail(): void {
    if (!this.hasEnded) {
      this.metrics.errors.add(1);
      this.end();
    }
  }
}
