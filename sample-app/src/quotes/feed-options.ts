export interface FeedOptions {
  /** One seed always gives the same trades. */
  readonly seed: number;
  /** The time between ticks; undefined leaves it to calls of `tick()`. */
  readonly intervalMs: number | undefined;
}

/** The token of {@link FeedOptions}. */
export const FEED_OPTIONS = Symbol('FEED_OPTIONS');

export const DEFAULT_FEED_OPTIONS: FeedOptions = {
  seed: 2601,
  intervalMs: 250,
};
