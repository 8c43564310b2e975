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

export const isHeld = (outcome) => outcome === HELD || outcome === CLOSED;
export const isWorse = (outcome, than) =>
  FROM_BEST.indexOf(outcome) > FROM_BEST.indexOf(than);
