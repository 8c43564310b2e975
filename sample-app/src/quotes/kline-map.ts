import type { Kline } from './kline.js';
import type { Tick } from './tick.js';

/** How long a bar is: short, so that the page moves while one watches. */
export const BAR_MS = 1000;

/** How many K-lines a map keeps. */
export const MAX_KLINES = 3600;

/** The latest K-lines of one market, one entry each. */
export class KlineMap {
  private readonly klines = new Map<string, Kline>();
  /** The K-line of each symbol that its next tick may belong to. */
  private readonly newest = new Map<string, Kline>();

  get size(): number {
    return this.klines.size;
  }

  /** Takes in a tick. @returns whether it opened a new K-line */
  add({ symbol, price, volume, time }: Tick): boolean {
    const openTime = time - (time % BAR_MS);
    const kline = this.newest.get(symbol);
    // A clock that is set back must not open a bar that is already over.
    if (kline !== undefined && openTime <= kline.openTime) {
      kline.high = Math.max(kline.high, price);
      kline.low = Math.min(kline.low, price);
      kline.close = price;
      kline.volume += volume;
      return false;
    }
    this.put({
      symbol,
      openTime,
      open: price,
      high: price,
      low: price,
      close: price,
      volume,
    });
    return true;
  }

  /** The latest K-lines of a symbol, at most `limit`, the oldest first. */
  latest(symbol: string, limit: number): Kline[] {
    return [...this.klines.values()]
      .filter((kline) => kline.symbol === symbol)
      .slice(-limit);
  }

  private put(kline: Kline): void {
    this.newest.set(kline.symbol, kline);
    this.klines.set(`${kline.symbol}@${kline.openTime}`, kline);
    if (this.klines.size > MAX_KLINES) {
      // A Map keeps the order of insertion, so its first key is the oldest.
      const [oldest] = this.klines.keys();
      this.klines.delete(oldest!);
    }
  }
}
