import type { Instrument } from './instrument.js';

/** The trades of one bar. */
export interface Kline {
  readonly symbol: Instrument['symbol'];
  /** In milliseconds since the Unix epoch. */
  readonly openTime: number;
  readonly open: number;
  high: number;
  low: number;
  close: number;
  /** In contracts. */
  volume: number;
}
