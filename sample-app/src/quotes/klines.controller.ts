import {
  Controller,
  DefaultValuePipe,
  Get,
  Param,
  ParseIntPipe,
  Query,
} from '@nestjs/common';
import type { Instrument, Market } from './instrument.js';
import { InstrumentPipe } from './instrument.pipe.js';
import type { Kline } from './kline.js';
import { KlinesService } from './klines.service.js';
import { LimitPipe } from './limit.pipe.js';

const DEFAULT_LIMIT = 60;

@Controller('klines')
export class KlinesController {
  constructor(private readonly klines: KlinesService) {}

  /** The sizes that CuMemory and BTCMemory must equal. */
  @Get()
  counts(): Record<Market, number> {
    return {
      copper: this.klines.count('copper'),
      btc: this.klines.count('btc'),
    };
  }

  @Get(':symbol')
  latest(
    @Param('symbol', InstrumentPipe) instrument: Instrument,
    @Query(
      'limit',
      new DefaultValuePipe(DEFAULT_LIMIT),
      ParseIntPipe,
      LimitPipe,
    )
    limit: number,
  ): Kline[] {
    return this.klines.latest(instrument, limit);
  }
}
