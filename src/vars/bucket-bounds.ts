/** Four bits of the mantissa: 16 buckets per octave. */
export const MANTISSA_BITS = 4;
export const BUCKETS_PER_OCTAVE = 1 << MANTISSA_BITS;
export const EXPONENT_BIAS = 1023;
/** The key of the bucket that ends with the greatest float64. */
export const MAX_BUCKET_KEY = (0x7ff << MANTISSA_BITS) - 1;

/**
 * Returns the bounds of a bucket, which excludes the lower and includes the
 * upper one. The key is the exponent and the first four bits of the mantissa of
 * a float64. The bucket with the key 0 has only the value 0.
 */
export function bucketBounds(key: number): {
  readonly lower: number;
  readonly upper: number;
} {
  if (key === 0) {
    return { lower: 0, upper: 0 };
  }
  const octave = 2 ** ((key >> MANTISSA_BITS) - EXPONENT_BIAS);
  const sixteenth = key % BUCKETS_PER_OCTAVE;
  return {
    lower: octave * (1 + sixteenth / BUCKETS_PER_OCTAVE),
    upper: octave * (1 + (sixteenth + 1) / BUCKETS_PER_OCTAVE),
  };
}
