import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';
import {
  counter,
  gauge,
  type MembersMeta,
  type VarMeta,
} from '../../vars/var-meta.js';
import type { Collector } from '../collector.js';

const CHANNEL = 'worker_threads';

/** Counts the worker threads that this thread starts. */
export class WorkerCollector implements Collector {
  static readonly meta: VarMeta = {
    description: 'Worker threads of this thread',
    members: {
      running: gauge('{thread}', 'Worker threads that run'),
      started: counter(
        '{thread}',
        'Worker threads started since the application started',
      ),
    } satisfies MembersMeta<ReturnType<WorkerCollector['read']>>,
  };

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
