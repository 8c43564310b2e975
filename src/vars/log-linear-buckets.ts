import {
  BUCKETS_PER_OCTAVE,
  EXPONENT_BIAS,
  MANTISSA_BITS,
  MAX_BUCKET_KEY,
} from './bucket-bounds.js';
import type { BucketCounts, RecordedBuckets } from './bucket-counts.js';

const OCTAVES = 40;
const BUCKETS = OCTAVES * BUCKETS_PER_OCTAVE;
/** Shifts the high word of a float64 to its exponent and those four bits. */
const KEY_SHIFT = 20 - MANTISSA_BITS;
/** The key of the lowest bucket that float64 resolves fully. */
const MIN_KEY = 1 << MANTISSA_BITS;

/**
 * The greatest float64 below 1. A product with it is rounded to the next lower
 * float64, which lies in the bucket that ends with the value.
 */
const NEXT_LOWER = 1 - 2 ** -53;

// Scratch memory: no call leaves anything in it for another.
const float = new Float64Array(1);
const words = new Int32Array(float.buffer);
float[0] = 1;
const HIGH = words[1] === 0 ? 0 : 1;

/** The exponential buckets per octave that the counts are converted to. */
const EXPONENTIAL_SCALE = 3;

/**
 * The exponential bucket of each of the 16 buckets of an octave: the one that
 * holds its midpoint. No bound moves by more than 2.6 %.
 */
const EXPONENTIAL_INDEX = [0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 7];

const MAX_UINT32 = 2 ** 32 - 1;

const NO_COUNTS = new Uint32Array(0);

/** A distribution as Prometheus and OpenTelemetry have it. */
export interface Distribution {
  readonly sum: number;
  /** The least value; 0 when there is none. */
  readonly min?: number;
  /** The greatest value; 0 when there is none. */
  readonly max?: number;
  /** The counts of values at or below each bound, then the count of all values. */
  cumulative(bounds: readonly number[]): readonly number[];
  /** The counts in exponential buckets, if they are known. */
  exponential?(): ExponentialBuckets;
}

/** Counts in buckets whose bounds are powers of 2^(2^-scale). */
export interface ExponentialBuckets {
  readonly scale: number;
  /** The number of values that are 0. */
  readonly zeros: number;
  /**
   * The index of the first count, as in Prometheus: the upper bound of bucket i
   * is 2^(i / 2^scale). OpenTelemetry's index is one less.
   */
  readonly firstIndex: number;
  /** Without empty buckets at either end. */
  readonly counts: readonly number[];
}

/**
 * Counts values in buckets, 16 per octave. A bucket excludes its lower bound
 * and includes its upper bound, as in Prometheus and OpenTelemetry. The midpoint
 * of a bucket is within 1/33 (3.1 %) of every value in it.
 *
 * The key of a bucket is the exponent and the first four bits of the mantissa of
 * a float64, so that finding it needs no logarithm. The counts cover 40 octaves
 * up to the greatest value or beyond. Values below these octaves, and values
 * below 2^-1022, are counted in the lowest bucket.
 *
 * Hot path: `record` is written for the machine. The counts take 2.5 KB,
 * twice that beyond 2^32, and are allocated with the first value.
 */
export class LogLinearBuckets implements Distribution, RecordedBuckets {
  private counts: Uint32Array | Float64Array = NO_COUNTS;
  /** The key of `counts[0]`. */
  private lowestKey = 0;
  zeros = 0;
  // Fractional initial values make the engine reserve float64 fields.
  private total = 0.5;
  private least = 0.5;
  /** The greatest value since the last call of `takeMax`. */
  private greatest = 0.5;
  /** The greatest value before that. */
  private greatestBefore = 0.5;

  constructor() {
    this.clear();
  }

  /** Counts a value; returns false for a negative or non-finite value. */
  record(value: number): boolean {
    // This is keyOf(), inlined.
    float[0] = value * NEXT_LOWER;
    const i = (words[HIGH]! >> KEY_SHIFT) - this.lowestKey;
    const { counts } = this;
    if (i < 0 || i >= counts.length) {
      return this.recordSlowly(value);
    }
    const count = counts[i]!;
    if (count === MAX_UINT32) {
      return this.recordSlowly(value);
    }
    counts[i] = count + 1;
    this.total += value;
    if (value < this.least) {
      this.least = value;
    }
    if (value > this.greatest) {
      this.greatest = value;
    }
    return true;
  }

  /** Adds the values of other buckets. */
  merge(other: LogLinearBuckets): void {
    this.total += other.total;
    this.least = Math.min(this.least, other.least);
    this.greatest = Math.max(this.greatest, other.max);
    this.zeros += other.zeros;
    for (let i = 0; i < other.counts.length; i++) {
      if (other.counts[i]! > 0) {
        this.add(other.lowestKey + i, other.counts[i]!);
      }
    }
  }

  clear(): void {
    this.counts.fill(0);
    this.zeros = 0;
    this.total = 0;
    this.least = Infinity;
    this.greatest = 0;
    this.greatestBefore = 0;
  }

  takeMax(): number {
    const { greatest } = this;
    this.greatestBefore = this.max;
    this.greatest = 0;
    return greatest;
  }

  copyCounts(): BucketCounts {
    const first = this.indexOf(this.least);
    return {
      sum: this.sum,
      zeros: this.zeros,
      firstKey: this.lowestKey + first,
      counts: this.counts.slice(first, this.endIndex),
    };
  }

  /** The number of values, at most the greatest float64. */
  get count(): number {
    // In the order of percentiles(), because the sum is rounded beyond 2^53.
    const { counts, endIndex } = this;
    let count = this.zeros;
    for (let i = this.indexOf(this.least); i < endIndex; i++) {
      count += counts[i]!;
    }
    return Math.min(count, Number.MAX_VALUE);
  }

  /** The sum of all values, at most the greatest float64. */
  get sum(): number {
    return Math.min(this.total, Number.MAX_VALUE);
  }

  /** The least value; 0 when there is none. */
  get min(): number {
    return this.least === Infinity ? 0 : this.least;
  }

  /** The greatest value; 0 when there is none. */
  get max(): number {
    return Math.max(this.greatest, this.greatestBefore);
  }

  /**
   * Returns percentiles by nearest rank; 0 when there are no values.
   *
   * @param percents from 0 to 100, in ascending order
   */
  percentiles(percents: readonly number[]): number[] {
    const { count, counts } = this;
    let seen = this.zeros;
    let i = this.indexOf(this.least) - 1;
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
        seen += counts[i]!;
      }
      return rank <= this.zeros ? 0 : this.clamp(midpoint(this.lowestKey + i));
    });
  }

  /** The counts of values at or below each bound, then the count of all values. */
  cumulative(bounds: readonly number[]): number[] {
    const result: number[] = [];
    const end = this.endIndex;
    let count = this.zeros;
    let i = this.indexOf(this.least);
    for (const key of highestKeysOf(bounds)) {
      const boundEnd = Math.min(key - this.lowestKey + 1, end);
      for (; i < boundEnd; i++) {
        count += this.counts[i]!;
      }
      result.push(Math.min(count, Number.MAX_VALUE));
    }
    for (; i < end; i++) {
      count += this.counts[i]!;
    }
    result.push(Math.min(count, Number.MAX_VALUE));
    return result;
  }

  exponential(): ExponentialBuckets {
    const counts: number[] = [];
    let firstIndex = 0;
    for (let i = this.indexOf(this.least); i < this.endIndex; i++) {
      if (this.counts[i]! > 0) {
        const index = exponentialIndex(this.lowestKey + i);
        if (counts.length === 0) {
          firstIndex = index;
        }
        while (counts.length <= index - firstIndex) {
          counts.push(0);
        }
        counts[index - firstIndex]! += this.counts[i]!;
      }
    }
    const { zeros } = this;
    return { scale: EXPONENTIAL_SCALE, zeros, firstIndex, counts };
  }

  private recordSlowly(value: number): boolean {
    if (!(value >= 0 && value <= Number.MAX_VALUE)) {
      return false;
    }
    this.total += value;
    this.least = Math.min(this.least, value);
    this.greatest = Math.max(this.greatest, value);
    if (value === 0) {
      this.zeros++;
      this.least = 0;
    } else {
      this.add(keyOf(value), 1);
    }
    return true;
  }

  /** The index after the bucket of the greatest value. */
  private get endIndex(): number {
    return Math.min(this.indexOf(this.max) + 1, this.counts.length);
  }

  /** The index of the bucket of a value, or of the lowest one for less. */
  private indexOf(value: number): number {
    return Math.max(keyOf(value) - this.lowestKey, 0);
  }

  /** Adds to the count of a bucket, or of the lowest one for a bucket below. */
  private add(key: number, count: number): void {
    this.cover(key);
    this.addAt(key - this.lowestKey, count);
  }

  /** Moves the counts so that they cover a bucket, if the greatest value allows. */
  private cover(key: number): void {
    const highest = Math.max(key, keyOf(this.max));
    const lowestPossible = Math.max(highest - BUCKETS + 1, MIN_KEY);
    const wanted = Math.max(key, lowestPossible);
    const isCovered =
      highest < this.lowestKey + this.counts.length && wanted >= this.lowestKey;
    if (isCovered) {
      return;
    }
    const lowestCounted = this.counts.findIndex((count) => count > 0);
    const lowest = Math.max(
      lowestCounted === -1
        ? key
        : Math.min(key, this.lowestKey + lowestCounted),
      lowestPossible,
    );
    // Leaves as much room below as above: the next value may lie on either side.
    const room = BUCKETS - (highest - lowest + 1);
    this.moveTo(clampKey(lowest - Math.floor(room / 2)));
  }

  private moveTo(lowestKey: number): void {
    const { counts } = this;
    const shift = this.lowestKey - lowestKey;
    this.counts = new Uint32Array(BUCKETS);
    this.lowestKey = lowestKey;
    for (const [i, count] of counts.entries()) {
      this.addAt(i + shift, count);
    }
  }

  private addAt(index: number, count: number): void {
    const i = Math.max(index, 0);
    const sum = this.counts[i]! + count;
    if (sum > MAX_UINT32) {
      this.counts = Float64Array.from(this.counts);
    }
    this.counts[i] = sum;
  }

  private clamp(value: number): number {
    return Math.min(Math.max(value, this.min), this.max);
  }
}

/** Returns the key of the bucket of a value; 0 for 0. */
function keyOf(value: number): number {
  float[0] = value * NEXT_LOWER;
  return words[HIGH]! >> KEY_SHIFT;
}

/** Returns the value whose relative error is least for all values of a bucket. */
function midpoint(key: number): number {
  float[0] = 0;
  words[HIGH] = key << KEY_SHIFT;
  const lowerBound = float[0];
  const sixteenths = BUCKETS_PER_OCTAVE + (key % BUCKETS_PER_OCTAVE);
  return lowerBound * ((2 * sixteenths + 2) / (2 * sixteenths + 1));
}

/** Returns the key of the highest bucket whose midpoint a bound includes. */
function highestKey(bound: number): number {
  const key = keyOf(bound);
  return midpoint(key) <= bound ? key : key - 1;
}

/** The keys by the bounds, which the histograms of a metric share. */
const HIGHEST_KEYS = new WeakMap<readonly number[], readonly number[]>();

function highestKeysOf(bounds: readonly number[]): readonly number[] {
  let keys = HIGHEST_KEYS.get(bounds);
  if (keys === undefined) {
    keys = bounds.map(highestKey);
    HIGHEST_KEYS.set(bounds, keys);
  }
  return keys;
}

function exponentialIndex(key: number): number {
  const octave = (key >> MANTISSA_BITS) - EXPONENT_BIAS;
  const sixteenth = key % BUCKETS_PER_OCTAVE;
  return octave * 2 ** EXPONENTIAL_SCALE + EXPONENTIAL_INDEX[sixteenth]! + 1;
}

function clampKey(lowestKey: number): number {
  return Math.min(Math.max(lowestKey, MIN_KEY), MAX_BUCKET_KEY - BUCKETS + 1);
}
