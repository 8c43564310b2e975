import { Injectable } from '@nestjs/common';
import { ExposeVar, IntVar } from 'nestjs-expvar';

@Injectable()
export class QuotesService {
  private readonly klines = new Map([
    ['BTCUSDT', 1],
    ['ETHUSDT', 2],
  ]);

  @ExposeVar()
  readonly ticks = new IntVar();

  constructor() {
    this.ticks.add(3);
  }

  @ExposeVar('CuMemory')
  get size(): number {
    return this.klines.size;
  }

  @ExposeVar()
  async spread(): Promise<number> {
    return Promise.resolve(0.5);
  }
}
