/**
 * A snapshot from one to two windows ago, or from the start, with which the
 * present is compared.
 */
export class WindowedBaseline<T> {
  oldest: T;
  private newer: T;

  constructor(private readonly takeSnapshot: () => T) {
    this.oldest = takeSnapshot();
    this.newer = this.oldest;
  }

  /** Called at the end of each window. */
  rotate(): void {
    this.oldest = this.newer;
    this.newer = this.takeSnapshot();
  }
}
