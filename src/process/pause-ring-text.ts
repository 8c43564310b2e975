import { RING_LENGTH } from './pause-ring.js';

/**
 * A ring as the JSON of an array. The texts of its slots are cached, because
 * most slots are the same in the next document.
 */
export class PauseRingText {
  private readonly slots = Array.from({ length: RING_LENGTH }, () => '0');
  private text = '';
  /** Entries of the ring that the text includes, overwritten ones too. */
  private count = 0;

  constructor(private readonly ring: Float64Array | BigUint64Array) {}

  /** @param count entries that the ring has had, overwritten ones included */
  of(count: number): string {
    if (count !== this.count || this.text === '') {
      for (let i = Math.max(this.count, count - RING_LENGTH); i < count; i++) {
        const slot = i % RING_LENGTH;
        this.slots[slot] = String(this.ring[slot]);
      }
      this.count = count;
      this.text = `[${this.slots.join(',')}]`;
    }
    return this.text;
  }
}
