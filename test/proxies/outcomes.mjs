/**
 * The document is denied to all outsiders. Outcomes are listed from best to
 * worst.
 */
export const HELD = 'held';
/** The document is also denied to programs on the same machine. */
export const CLOSED = 'held*';
export const LOCAL_HOST = 'leaks to Host: localhost';
export const ANYBODY = 'leaks to any client';

const FROM_BEST = [HELD, CLOSED, LOCAL_HOST, ANYBODY];

/** @param {string} outcome */
export function isHeld(outcome) {
  return outcome === HELD || outcome === CLOSED;
}

/**
 * @param {string} outcome
 * @param {string} than
 */
export function isWorse(outcome, than) {
  return FROM_BEST.indexOf(outcome) > FROM_BEST.indexOf(than);
}
