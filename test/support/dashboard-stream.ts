import {
  decodeEvent,
  type StreamEvent,
} from '../../src/dashboard/protocol/decode.js';
import type { Delta, Snapshot } from '../../src/dashboard/protocol/types.js';
import { Replica } from './dashboard-replica.js';
import { EventStream } from './event-stream.js';

/** A stream of the dashboard, and what a page would know from it. */
export class DashboardStream {
  private known: Replica | undefined;

  private constructor(readonly events: EventStream) {}

  static async open(url: string): Promise<DashboardStream> {
    return new DashboardStream(await EventStream.open(url));
  }

  get replica(): Replica {
    if (this.known === undefined) {
      throw new Error('the stream has sent no snapshot');
    }
    return this.known;
  }

  /** The next event; undefined when the stream has ended. */
  async next(): Promise<StreamEvent | undefined> {
    const next = await this.events.next();
    const event = next && decodeEvent(next.event, JSON.stringify(next.data));
    if (event?.type === 'snapshot') {
      this.known = new Replica(event.snapshot);
    } else if (event?.type === 'delta') {
      this.replica.apply(event.delta);
    }
    return event;
  }

  async snapshot(): Promise<Snapshot> {
    const event = await this.next();
    if (event?.type !== 'snapshot') {
      throw new Error(`not a snapshot: ${event?.type}`);
    }
    return event.snapshot;
  }

  /** The next delta that a condition holds for. */
  async delta(matches: (delta: Delta) => boolean = () => true): Promise<Delta> {
    for (;;) {
      const event = await this.next();
      if (event?.type !== 'delta') {
        throw new Error(`not a delta: ${event?.type}`);
      }
      if (matches(event.delta)) {
        return event.delta;
      }
    }
  }

  /** Waits until the page would know something. */
  async until(condition: (replica: Replica) => boolean): Promise<void> {
    while (!condition(this.replica)) {
      await this.delta();
    }
  }

  /** Reads until the end. @returns the last event */
  async last(): Promise<StreamEvent | undefined> {
    let last: StreamEvent | undefined;
    for (let event; (event = await this.next()) !== undefined;) {
      last = event;
    }
    return last;
  }
}
