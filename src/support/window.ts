import { numberBetween } from './checks.js';

/**
 * Checks the length of a window, in seconds. Longer ones are probably meant in
 * milliseconds.
 */
export function windowFrom(min: number) {
  return numberBetween(min, 3600, `a number of seconds from ${min} to 3600`);
}
