import { performance } from 'node:perf_hooks';
import type { EventLoopYielder } from './event-loop-yielder.js';

/** After so much work others get a turn, in milliseconds. */
const STRETCH_MS = 2;

/** Keeps a piece of work from holding the event loop for long. */
export class TimeSlice {
  private began = performance.now();

  constructor(private readonly yielder: EventLoopYielder) {}

  /** Whether the work has had its time, and should await `next`. */
  get isOver(): boolean {
    return performance.now() - this.began >= STRETCH_MS;
  }

  /** Waits for the next turn. */
  async yield(): Promise<void> {
    await this.yielder.yield();
    this.restart();
  }

  /** Counts anew, after a time in which others had their turns anyway. */
  restart(): void {
    this.began = performance.now();
  }
}
