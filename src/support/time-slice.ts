import { performance } from 'node:perf_hooks';
import type { EventLoopYielder } from './event-loop-yielder.js';

/** The work that may be done before the event loop gets a turn, in ms. */
const SLICE_MS = 2;

/** Keeps a piece of work from blocking the event loop. */
export class TimeSlice {
  private start = performance.now();

  constructor(private readonly yielder: EventLoopYielder) {}

  /** True when the time is used up, and the work should await `yield`. */
  get isOver(): boolean {
    return performance.now() - this.start >= SLICE_MS;
  }

  /** Gives the event loop a turn and begins a new slice. */
  async yield(): Promise<void> {
    await this.yielder.yield();
    this.restart();
  }

  /** Begins a new slice after the event loop had a turn for another reason. */
  restart(): void {
    this.start = performance.now();
  }

  /** Runs work that is done in steps, yielding between them. @returns its result */
  async run<T>(steps: Iterator<undefined, T>): Promise<T> {
    let step = steps.next();
    for (; !step.done; step = steps.next()) {
      if (this.isOver) {
        await this.yield();
      }
    }
    return step.value;
  }
}
