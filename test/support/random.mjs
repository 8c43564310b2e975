/**
 * Numbers from 0 to 1, the same in every run: mulberry32.
 *
 * @param {number} seed
 * @returns {() => number}
 */
export function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * @template T
 * @param {readonly T[]} items at least one
 * @param {() => number} random
 */
export function pickItem(items, random) {
  const index = Math.floor(random() * items.length);
  const [item] = /** @type {[T]} */ (items.slice(index, index + 1));
  return item;
}
