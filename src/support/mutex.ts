/** Lets one piece of work in at a time, in the order in which they came. */
export class Mutex {
  private isHeld = false;
  private readonly waiting: (() => void)[] = [];

  async acquire(): Promise<void> {
    if (this.isHeld) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    this.isHeld = true;
  }

  release(): void {
    const next = this.waiting.shift();
    this.isHeld = next !== undefined;
    next?.();
  }
}
