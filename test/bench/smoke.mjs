/**
 * True with `--smoke`: each measurement is made once, briefly and without
 * warming up, so its times mean nothing. The smoke run shows that every
 * measurement works, and checks counts and bytes.
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
