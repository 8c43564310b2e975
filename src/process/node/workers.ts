import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';

const CHANNEL = 'worker_threads';

/** The worker threads that this thread has started since the start. */
export class Workers {
  private running = 0;
  private started = 0;

  constructor() {
    subscribe(CHANNEL, this.onWorker);
  }

  stop(): void {
    unsubscribe(CHANNEL, this.onWorker);
  }

  read() {
    const { running, started } = this;
    return { running, started };
  }

  private readonly onWorker = (message: unknown): void => {
    const { worker } = message as { readonly worker: Worker };
    this.started++;
    this.running++;
    worker.once('exit', () => this.running--);
  };
}
