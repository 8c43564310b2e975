import { ExpvarRegistry } from 'nestjs-expvar';
import {
  decodeEvent,
  decodeSnapshot,
} from '../../src/dashboard/protocol/decode.js';
import {
  encodeDelta,
  encodeSnapshot,
} from '../../src/dashboard/protocol/encode.js';
import type { Delta, Snapshot } from '../../src/dashboard/protocol/types.js';
import { Sampler } from '../../src/dashboard/sampler.js';
import { Replica } from './dashboard-replica.js';
import { processSource } from './process-source.js';
import { captureWarnings } from './registries.js';

const { signal } = new AbortController();

/** A registry with a sampler, and what a page would know of it. */
export class SampledRegistry {
  readonly registry: ExpvarRegistry;
  readonly sampler: Sampler;

  constructor(deadline?: number) {
    captureWarnings();
    this.registry = new ExpvarRegistry(deadline);
    this.sampler = new Sampler(this.registry, processSource());
  }

  async sample(replica: Replica): Promise<Delta> {
    const delta = await this.sampler.sampleAll(signal);
    const json = encodeDelta(delta!);
    const event = decodeEvent('delta', json);
    if (event?.type !== 'delta') {
      throw new Error('not a delta');
    }
    replica.apply(event.delta);
    return event.delta;
  }

  snapshot(): Snapshot {
    const steps = this.sampler.snapshot();
    let step = steps.next();
    while (!step.done) {
      step = steps.next();
    }
    return decodeSnapshot(
      encodeSnapshot({
        process: {
          id: 'a',
          app: '',
          host: '',
          pid: 1,
          node: '',
          startedAt: 0,
        },
        intervalMs: 1000,
        history: true,
        series: [],
        intervals: [],
        events: [],
        limits: {},
        ...step.value,
      }),
    );
  }

  async open(): Promise<Replica> {
    await this.sampler.sampleAll(signal);
    return new Replica(this.snapshot());
  }
}
