import { RING } from './pause-ring.js';

/**
 * A ring as the JSON of an array. Most of its slots are the same from one
 * document to the next, so that their texts are kept.
 */
export class PauseRingText {
  private readonly slots = Array.from({ length: RING }, () => '0');
  private text = '';
  /** How many entries of the ring have gone into it. */
  private count = 0;

  constructor(private readonly ring: Float64Array | BigUint64Array) {}

  /** @param count how many entries the ring has had, those overwritten too */
  of(count: number): string {
    if (count !== this.count || this.text === '') {
      for (let i = Math.max(this.count, count - RING); i < count; i++) {
        const slot = i % RING;
        this.slots[slot] = String(this.ring[slot]);
      }
      this.count = count;
      this.text = `[${this.slots.join(',')}]`;
    }
    return this.text;
  }
}
