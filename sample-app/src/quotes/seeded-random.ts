/**
 * Random numbers that one seed always gives in one order, which Math.random
 * cannot: the generator Mulberry32.
 */
export class SeededRandom {
  constructor(private state: number) {}

  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let bits = this.state;
    bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }
}
