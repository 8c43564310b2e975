/** Sixteen buckets to an octave: four bits of the mantissa. */
const BITS = 4;
const PER_OCTAVE = 1 << BITS;
const OCTAVES = 40;
const BUCKETS = OCTAVES * PER_OCTAVE;
/** The key of the least float64 of full precision. */
const MIN_LOWEST = 1 << BITS;
/** The lowest key of a row that ends with the greatest finite float64. */
const MAX_LOWEST = (0x7ff << BITS) - BUCKETS;
const HIGH_SHIFT = 20 - BITS;
/** What a 32-bit counter starts anew at. */
const TURN = 2 ** 32;

// Only ever used within one call.
const float = new Float64Array(1);
const words = new Int32Array(float.buffer);
float[0] = 1;
const HIGH = words[1] === 0 ? 0 : 1;

const NONE = new Int32Array(0);

/**
 * How many of the values so far lie in each of a row of buckets: 16 to an
 * octave, so that no value is further than 1/33 from the middle of its bucket.
 *
 * A bucket is the upper bits of the float64, its exponent and four bits of its
 * mantissa, and needs no logarithm. The row of 40 octaves follows the values;
 * where they span more, those below it share its lowest bucket. So do those
 * below 2^-1022, which have fewer bits.
 *
 * Hot path: `record` is written for the machine.
 */
export class LogLinearBuckets {
  /** Of int32, because the engine keeps those unboxed; read as uint32. */
  private counts = NONE;
  /** The key of the lowest bucket. */
  private lowest = 0;
  /** By key, how often a counter has started anew. */
  private turns: Map<number, number> | undefined;
  private zeros = 0;
  // Fractional first values make the engine reserve float64 fields.
  private total = 0.5;
  private least = 0.5;
  private greatest = 0.5;

  constructor() {
    this.clear();
  }

  /** @param value finite and not negative; any other does nothing */
  record(value: number): boolean {
    float[0] = value;
    const i = (words[HIGH]! >> HIGH_SHIFT) - this.lowest;
    const { counts } = this;
    if (i < 0 || i >= counts.length) {
      return this.recordElsewhere(value);
    }
    const count = counts[i]!;
    counts[i] = count + 1;
    if (count === -1) {
      this.turn(this.lowest + i);
    }
    this.total += value;
    if (value < this.least) {
      this.least = value;
    }
    if (value > this.greatest) {
      this.greatest = value;
    }
    return true;
  }

  /** Adds what another has. */
  merge(other: LogLinearBuckets): void {
    this.total += other.total;
    this.least = Math.min(this.least, other.least);
    this.greatest = Math.max(this.greatest, other.greatest);
    this.zeros += other.zeros;
    for (let i = 0; i < other.counts.length; i++) {
      const count = other.countAt(i);
      if (count > 0) {
        this.makeRoom(other.lowest + i);
        this.add(other.lowest + i, count);
      }
    }
  }

  clear(): void {
    this.counts.fill(0);
    this.turns = undefined;
    this.zeros = 0;
    this.total = 0;
    this.least = Infinity;
    this.greatest = 0;
  }

  /** Adds up the buckets; at most the greatest float64. */
  get count(): number {
    let count = this.zeros;
    // In the order of percentiles(), because beyond 2^53 the sum depends on it.
    for (let i = 0; i < this.counts.length; i++) {
      count += this.countAt(i);
    }
    return Math.min(count, Number.MAX_VALUE);
  }

  /** At most the greatest float64. */
  get sum(): number {
    return Math.min(this.total, Number.MAX_VALUE);
  }

  /** The least value; 0 when there is none. */
  get min(): number {
    return this.least === Infinity ? 0 : this.least;
  }

  /** The greatest value; 0 when there is none. */
  get max(): number {
    return this.greatest;
  }

  /**
   * The values at percentiles, by nearest rank; 0 where there is none.
   *
   * @param percents from 0 to 100, in ascending order
   */
  percentiles(percents: readonly number[]): number[] {
    const { count } = this;
    let seen = this.zeros;
    let i = -1;
    return percents.map((percent) => {
      const rank = Math.max(Math.ceil((count * percent) / 100), 1);
      if (rank >= count) {
        return this.max;
      }
      if (rank === 1) {
        return this.min;
      }
      while (seen < rank) {
        i++;
        seen += this.countAt(i);
      }
      return i === -1 ? 0 : this.clamp(this.middle(i));
    });
  }

  private recordElsewhere(value: number): boolean {
    if (!(value >= 0 && value <= Number.MAX_VALUE)) {
      return false;
    }
    if (value === 0) {
      this.zeros++;
      this.least = 0;
      return true;
    }
    const key = keyOf(value);
    this.makeRoom(key);
    this.add(key, 1);
    this.total += value;
    this.least = Math.min(this.least, value);
    this.greatest = Math.max(this.greatest, value);
    return true;
  }

  /** Has the row reach as far as a key, or as near to it as those above let it. */
  private makeRoom(key: number): void {
    const high = Math.max(key, keyOf(this.greatest));
    const least = Math.max(high - BUCKETS + 1, MIN_LOWEST);
    if (this.counts.length === 0) {
      this.counts = new Int32Array(BUCKETS);
    } else if (
      // Before the work of moving, since all further small values come here.
      high < this.lowest + BUCKETS &&
      Math.max(key, least) >= this.lowest
    ) {
      return;
    }
    const entries = [...this.entries()];
    const low = Math.max(Math.min(key, entries[0]?.[0] ?? key), least);
    const room = BUCKETS - (high - low + 1);
    // In the middle of what is left, since the next may lie on either side.
    this.lowest = lowestNear(low - Math.floor(room / 2));
    this.counts.fill(0);
    this.turns = undefined;
    for (const [old, count] of entries) {
      this.add(old, count);
    }
  }

  /** Adds to the count of a bucket; to that of the lowest for one below it. */
  private add(key: number, more: number): void {
    const i = Math.max(key - this.lowest, 0);
    this.setCount(i, this.countAt(i) + more);
  }

  /** The keys of the buckets that are not empty, in order, and their counts. */
  private *entries(): Generator<[key: number, count: number]> {
    for (const i of this.counts.keys()) {
      const count = this.countAt(i);
      if (count > 0) {
        yield [this.lowest + i, count];
      }
    }
  }

  private countAt(i: number): number {
    const turns = this.turns?.get(this.lowest + i) ?? 0;
    return turns * TURN + (this.counts[i]! >>> 0);
  }

  private setCount(i: number, count: number): void {
    this.counts[i] = count % TURN;
    if (count >= TURN) {
      this.turns ??= new Map();
      this.turns.set(this.lowest + i, Math.floor(count / TURN));
    }
  }

  private turn(key: number): void {
    this.turns ??= new Map();
    this.turns.set(key, (this.turns.get(key) ?? 0) + 1);
  }

  /** The value that no other of its bucket is further from than 1/33 of itself. */
  private middle(i: number): number {
    const key = this.lowest + i;
    float[0] = 0;
    words[HIGH] = key << HIGH_SHIFT;
    const start = float[0];
    const sixteenths = PER_OCTAVE + (key % PER_OCTAVE);
    return start * ((2 * sixteenths + 2) / (2 * sixteenths + 1));
  }

  private clamp(value: number): number {
    return Math.min(Math.max(value, this.min), this.max);
  }
}

function lowestNear(key: number): number {
  return Math.min(Math.max(key, MIN_LOWEST), MAX_LOWEST);
}

function keyOf(value: number): number {
  float[0] = value;
  return words[HIGH]! >> HIGH_SHIFT;
}
