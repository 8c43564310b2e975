/** Names of the length that metrics have, none an array index, in order. */
export function names(count, stem = 'requests_total_') {
  return Array.from(
    { length: count },
    (_, i) => `${stem}${String(i).padStart(6, '0')}`,
  );
}

/**
 * A different value for each variable in each round, of one to seven digits:
 * numbers that were formatted before would come from the engine's cache.
 */
export function value(index, round) {
  const digits = 1 + ((index + round) % 7);
  return (index * 7919 + round * 104_729) % 10 ** digits;
}

/** The same as a float of full precision, every other one beyond 1e-4 to 1e6. */
export function float(index, round) {
  const fraction = Math.sqrt(index * 7919 + round * 104_729 + 2);
  const exponent = index % 2 === 0 ? 0 : index % 4 === 1 ? 9 : -9;
  return fraction * 10 ** exponent;
}
