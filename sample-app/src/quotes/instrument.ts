/** The key of an instrument's K-lines. */
export type Market = 'copper' | 'btc';

export interface Instrument {
  readonly symbol: string;
  readonly market: Market;
  /** The price that the walk starts from. */
  readonly openingPrice: number;
  /** The smallest step of the price. */
  readonly tickSize: number;
}

/** Three months of copper futures, in yuan per tonne, and Bitcoin in dollars. */
export const INSTRUMENTS: readonly Instrument[] = [
  { symbol: 'cu2601', market: 'copper', openingPrice: 86_620, tickSize: 10 },
  { symbol: 'cu2602', market: 'copper', openingPrice: 86_710, tickSize: 10 },
  { symbol: 'cu2603', market: 'copper', openingPrice: 86_790, tickSize: 10 },
  { symbol: 'BTCUSDT', market: 'btc', openingPrice: 91_250.5, tickSize: 0.01 },
];
