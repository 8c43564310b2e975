import { HISTORY_LENGTH } from '../../src/dashboard/protocol/types.js';

/** The numbers of the last ten minutes, by tick. A missing one is NaN. */
export class RingBuffer {
  private readonly samples = new Float64Array(HISTORY_LENGTH).fill(NaN);

  get(tick: number): number {
    return this.samples[tick % HISTORY_LENGTH]!;
  }

  set(tick: number, value: number | null | undefined): void {
    this.samples[tick % HISTORY_LENGTH] = value ?? NaN;
  }

  /** Returns the samples from one tick up to another. */
  toArray(firstTick: number, lastTick: number): Float64Array {
    const samples = new Float64Array(lastTick - firstTick + 1);
    for (const index of samples.keys()) {
      samples[index] = this.get(firstTick + index);
    }
    return samples;
  }
}
