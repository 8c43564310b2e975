/** Ten minutes of samples, one a second. */
export const HISTORY_TICKS = 600;

/** The samples of the last HISTORY_TICKS ticks. A missing sample is NaN. */
export class RingBuffer {
  private readonly samples: Float64Array;

  constructor(copyFrom?: RingBuffer) {
    this.samples =
      copyFrom?.samples.slice() ?? new Float64Array(HISTORY_TICKS).fill(NaN);
  }

  get(tick: number): number {
    return this.samples[tick % HISTORY_TICKS]!;
  }

  set(tick: number, value: number | null | undefined): void {
    this.samples[tick % HISTORY_TICKS] = value ?? NaN;
  }

  /** @param lastTick the tick of the last sample */
  setRange(samples: readonly (number | null)[], lastTick: number): void {
    const newest = samples.slice(-HISTORY_TICKS);
    const firstTick = lastTick - newest.length + 1;
    for (const [index, value] of newest.entries()) {
      if (firstTick + index >= 0) {
        this.set(firstTick + index, value);
      }
    }
  }
}
