import type { Instrument } from './instrument.js';

/** One trade. The latest of a symbol is its quote. */
export interface Tick {
  readonly symbol: Instrument['symbol'];
  readonly price: number;
  /** In contracts. */
  readonly volume: number;
  /** In milliseconds since the Unix epoch. */
  readonly time: number;
}
