import { setImmediate } from 'node:timers/promises';

/** The longest stretch before others get a turn, in milliseconds. */
const STRETCH_MS = 2;

/** Keeps a long piece of work from blocking the event loop. */
export class Turns {
  private began = performance.now();

  /** Whether the work has had its stretch, and should await `next`. */
  get isOver(): boolean {
    return performance.now() - this.began >= STRETCH_MS;
  }

  /** Lets the event loop go round. */
  async next(): Promise<void> {
    await setImmediate();
    this.began = performance.now();
  }
}
