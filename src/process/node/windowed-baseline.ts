/**
 * Snapshots to compare the present with. The oldest is from one to two windows
 * back, or from the start.
 */
export class WindowedBaseline<T> {
  oldest: T;
  private newer: T;

  constructor(private readonly take: () => T) {
    this.oldest = take();
    this.newer = this.oldest;
  }

  /** To be called at the end of each window. */
  rotate(): void {
    this.oldest = this.newer;
    this.newer = this.take();
  }
}
