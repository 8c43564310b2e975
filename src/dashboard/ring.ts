import type { Sample } from './protocol.js';

/** Ten minutes, at a sample each second. */
export const RING_LENGTH = 600;

/** The last samples of a number, by the number of their tick. */
export class Ring {
  private readonly values = new Float64Array(RING_LENGTH).fill(NaN);

  /** @param value NaN where there is none; each tick has to have one */
  set(tick: number, value: number): void {
    this.values[tick % RING_LENGTH] = value;
  }

  /** So many samples up to a tick, the newest last. */
  last(count: number, tick: number): Sample[] {
    return Array.from({ length: count }, (_, i) => {
      const value = this.values[(tick - count + 1 + i) % RING_LENGTH]!;
      return Number.isNaN(value) ? null : value;
    });
  }
}
