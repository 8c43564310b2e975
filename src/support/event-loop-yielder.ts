/**
 * The turns that long pieces of work take among themselves: one of them works
 * in each round of the event loop.
 */
export class EventLoopYielder {
  private readonly waiting: (() => void)[] = [];

  /** Lets the event loop go round, and those go first that came first. */
  async yield(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.waiting.push(resolve);
      if (this.waiting.length === 1) {
        this.schedule();
      }
    });
  }

  private schedule(): void {
    setImmediate(() => {
      this.waiting.shift()!();
      if (this.waiting.length > 0) {
        this.schedule();
      }
    });
  }
}
