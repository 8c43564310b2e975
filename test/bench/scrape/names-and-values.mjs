/**
 * Returns names as long as those of metrics, in sorted order. None of them is
 * an array index.
 *
 * @param {number} count
 * @param {string} [stem]
 */
export function names(count, stem = 'requests_total_') {
  return Array.from(
    { length: count },
    (_, i) => `${stem}${String(i).padStart(6, '0')}`,
  );
}

/**
 * Returns a different integer of one to seven digits for each variable in each
 * round, because the engine caches the text of numbers it has formatted.
 *
 * @param {number} index
 * @param {number} round
 */
export function integer(index, round) {
  const digits = 1 + ((index + round) % 7);
  return (index * 7919 + round * 104_729) % 10 ** digits;
}

/**
 * Returns a different float of full precision for each variable in each round.
 * Every other one is smaller than 1e-4 or larger than 1e6.
 *
 * @param {number} index
 * @param {number} round
 */
export function float(index, round) {
  const fraction = Math.sqrt(index * 7919 + round * 104_729 + 2);
  const exponent = index % 2 === 0 ? 0 : index % 4 === 1 ? 9 : -9;
  return fraction * 10 ** exponent;
}
