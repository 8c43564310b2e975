import { Injectable } from '@nestjs/common';
import { ExposeVar, MapVar } from 'nestjs-expvar';
import type { Tick } from './tick.js';

@Injectable()
export class QuotesService {
  @ExposeVar({
    kind: 'counter',
    unit: '{tick}',
    description: 'Ticks received, by symbol',
  })
  readonly ticks = new MapVar();

  private readonly latest = new Map<string, Tick>();

  record(tick: Tick): void {
    this.latest.set(tick.symbol, tick);
    this.ticks.add(tick.symbol);
  }

  /** The latest tick of every symbol that has had one. */
  all(): Tick[] {
    return [...this.latest.values()];
  }

  of(symbol: string): Tick | undefined {
    return this.latest.get(symbol);
  }
}
