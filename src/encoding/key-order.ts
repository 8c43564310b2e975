const FIRST_SURROGATE = 0xd800;
const SURROGATE_OR_BEYOND = /[\ud800-\uffff]/;

/**
 * Compares names or Map keys in Go's order: bytewise on their UTF-8 form. It
 * differs from JavaScript's order of UTF-16 code units only between a character
 * from U+E000 to U+FFFF and one beyond U+FFFF.
 *
 * Lone surrogates sort as U+FFFD, as which they are written. Only equal keys
 * compare as 0.
 */
export function compareKeys(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      return x < FIRST_SURROGATE || y < FIRST_SURROGATE
        ? x - y
        : Buffer.compare(Buffer.from(a), Buffer.from(b)) || x - y;
    }
  }
  return a.length - b.length;
}

/**
 * Returns the fastest comparison that gives the order of {@link compareKeys} for
 * different keys. It is nearly always that of UTF-16 code units, which the engine
 * compares several times faster.
 */
export function comparisonFor(
  keys: readonly string[],
): (a: string, b: string) => number {
  return keys.some((key) => SURROGATE_OR_BEYOND.test(key))
    ? compareKeys
    : compareUnits;
}

function compareUnits(a: string, b: string): number {
  return a < b ? -1 : 1;
}
