/** Ten minutes of samples, one a second. */
export const RING_TICKS = 600;

/** Samples by tick; a tick that has none, or is too long ago, is NaN. */
export class Ring {
  private readonly samples: Float64Array;

  /** @param from one whose samples it begins with */
  constructor(from?: Ring) {
    this.samples =
      from?.samples.slice() ?? new Float64Array(RING_TICKS).fill(NaN);
  }

  get(tick: number): number {
    return this.samples[tick % RING_TICKS]!;
  }

  set(tick: number, value: number | null | undefined): void {
    this.samples[tick % RING_TICKS] = value ?? NaN;
  }

  clear(): void {
    this.samples.fill(NaN);
  }

  /** The last of the samples being that of `tick`. */
  fill(samples: readonly (number | null)[], tick: number): void {
    const kept = samples.slice(-RING_TICKS);
    const first = tick - kept.length + 1;
    for (const [index, value] of kept.entries()) {
      if (first + index >= 0) {
        this.set(first + index, value);
      }
    }
  }
}
