/** Admits one task at a time, in the order of their calls. */
export class Mutex {
  private isLocked = false;
  private readonly waiting: (() => void)[] = [];

  /**
   * Resolves when the caller has the mutex; it must then call `release`.
   *
   * @param signal stops the wait, and rejects with the signal's reason
   */
  async acquire(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.isLocked) {
      await this.wait(signal);
    }
    this.isLocked = true;
  }

  release(): void {
    const next = this.waiting.shift();
    this.isLocked = next !== undefined;
    next?.();
  }

  private wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const admit = () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = () => {
        this.waiting.splice(this.waiting.indexOf(admit), 1);
        reject(signal!.reason as Error);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.waiting.push(admit);
    });
  }
}
