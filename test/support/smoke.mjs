/**
 * True with `--smoke`, as `.ci/run` has it. A smoke run is short, and no verdict
 * of it depends on speed: it shows that everything works, and checks counts and
 * bytes. Limits of time are enforced without the flag only.
 */
export const isSmoke = process.argv.includes('--smoke');

/**
 * Chooses a size, such as a number of rounds.
 *
 * @param {number} full
 * @param {number} inSmoke
 */
export function sized(full, inSmoke) {
  return isSmoke ? inSmoke : full;
}

/** The arguments that a suite passes on to its own processes. */
export const smokeArgs = isSmoke ? ['--smoke'] : [];
