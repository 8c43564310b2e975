import { performance } from 'node:perf_hooks';
import type { Turns } from './turns.js';

/** After so much work others get a turn, in milliseconds. */
const STRETCH_MS = 2;

/** Keeps a piece of work from holding the event loop for long. */
export class Stretch {
  private began = performance.now();

  constructor(private readonly turns: Turns) {}

  /** Whether the work has had its time, and should await `next`. */
  get isOver(): boolean {
    return performance.now() - this.began >= STRETCH_MS;
  }

  /** Waits for the next turn. */
  async next(): Promise<void> {
    await this.turns.next();
    this.restart();
  }

  /** Counts anew, after a time in which others had their turns anyway. */
  restart(): void {
    this.began = performance.now();
  }
}
