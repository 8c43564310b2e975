/** What became of a set-up, the best first. */
export const HELD = 'held';
/** Held, and closed to programs on the same machine as well. */
export const CLOSED = 'held*';
export const LOCAL_HOST = 'leaks to Host: localhost';
export const ANYBODY = 'leaks to any client';

const FROM_BEST = [HELD, CLOSED, LOCAL_HOST, ANYBODY];

export const isHeld = (outcome) => outcome === HELD || outcome === CLOSED;
export const isWorse = (outcome, than) =>
  FROM_BEST.indexOf(outcome) > FROM_BEST.indexOf(than);
