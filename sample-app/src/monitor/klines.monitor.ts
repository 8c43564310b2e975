import { Injectable } from '@nestjs/common';
import { ExposeVar } from 'nestjs-expvar';
import { KlinesService } from '../quotes/klines.service.js';

@Injectable()
export class KlinesMonitor {
  constructor(private readonly klines: KlinesService) {}

  @ExposeVar({
    name: 'CuMemory',
    kind: 'gauge',
    unit: '{kline}',
    description: 'K-lines of copper in memory',
  })
  get copper(): number {
    return this.klines.count('copper');
  }

  @ExposeVar({
    name: 'BTCMemory',
    kind: 'gauge',
    unit: '{kline}',
    description: 'K-lines of Bitcoin in memory',
  })
  get btc(): number {
    return this.klines.count('btc');
  }
}
