import { Injectable } from '@nestjs/common';
import { ExposeVar, MapVar } from 'nestjs-expvar';
import { type Instrument, INSTRUMENTS, type Market } from './instrument.js';
import { KlineMap } from './kline-map.js';
import type { Kline } from './kline.js';
import type { Tick } from './tick.js';

@Injectable()
export class KlinesService {
  @ExposeVar({
    kind: 'counter',
    unit: '{kline}',
    description: 'K-lines opened, by market, those since dropped included',
  })
  readonly opened = new MapVar();

  private readonly maps: Readonly<Record<Market, KlineMap>> = {
    copper: new KlineMap(),
    btc: new KlineMap(),
  };

  private readonly markets = new Map<string, Market>(
    INSTRUMENTS.map(({ symbol, market }) => [symbol, market]),
  );

  record(tick: Tick): void {
    const market = this.markets.get(tick.symbol);
    if (market !== undefined && this.maps[market].add(tick)) {
      this.opened.add(market);
    }
  }

  /** The latest K-lines of an instrument, the oldest first. */
  latest({ market, symbol }: Instrument, limit: number): Kline[] {
    return this.maps[market].latest(symbol, limit);
  }

  /** How many K-lines are in memory. */
  count(market: Market): number {
    return this.maps[market].size;
  }
}
