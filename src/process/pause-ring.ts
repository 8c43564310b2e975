/** The length of the rings in Go's `runtime.MemStats`. */
export const RING_LENGTH = 256;

/** Garbage collections as Go's `runtime.MemStats` has them: totals and two rings. */
export class PauseRing {
  /** Collections so far. */
  count = 0;
  /** Collections so far that the program asked for, as with `gc()`. */
  forced = 0;
  pauseTotalNs = 0;
  /** The last pauses in nanoseconds, the newest at `(count + 255) % 256`. */
  readonly pauseNs: Float64Array = new Float64Array(RING_LENGTH);
  /** The ends of these pauses, in nanoseconds since the Unix epoch. */
  readonly pauseEnd: BigUint64Array = new BigUint64Array(RING_LENGTH);
  /** The numbers in both rings as text, because a document writes many again. */
  private readonly pauseNsTexts = newTexts();
  private readonly pauseEndTexts = newTexts();
  private json: { PauseNs: string; PauseEnd: string } | undefined;

  /** Both rings as JSON, by their names in `runtime.MemStats`. */
  toJson(): { readonly PauseNs: string; readonly PauseEnd: string } {
    this.json ??= {
      PauseNs: `[${this.pauseNsTexts.join(',')}]`,
      PauseEnd: `[${this.pauseEndTexts.join(',')}]`,
    };
    return this.json;
  }

  /**
   * @param pauseNs at least 1, because expvarmon takes 0 for an unused slot
   * @param end in nanoseconds since the Unix epoch
   */
  add(pauseNs: number, end: bigint, isForced: boolean): void {
    const slot = this.count % RING_LENGTH;
    this.count++;
    this.forced += isForced ? 1 : 0;
    this.pauseTotalNs += pauseNs;
    this.pauseNs[slot] = pauseNs;
    this.pauseEnd[slot] = end;
    this.pauseNsTexts[slot] = String(pauseNs);
    this.pauseEndTexts[slot] = String(end);
    this.json = undefined;
  }

  clear(): void {
    this.count = 0;
    this.forced = 0;
    this.pauseTotalNs = 0;
    this.pauseNs.fill(0);
    this.pauseEnd.fill(0n);
    this.pauseNsTexts.fill('0');
    this.pauseEndTexts.fill('0');
    this.json = undefined;
  }
}

function newTexts(): string[] {
  return Array.from({ length: RING_LENGTH }, () => '0');
}
