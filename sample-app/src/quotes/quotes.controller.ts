import { Controller, Get, NotFoundException, Param } from '@nestjs/common';
import type { Instrument } from './instrument.js';
import { InstrumentPipe } from './instrument.pipe.js';
import { QuotesService } from './quotes.service.js';
import type { Tick } from './tick.js';

@Controller('quotes')
export class QuotesController {
  constructor(private readonly quotes: QuotesService) {}

  @Get()
  all(): Tick[] {
    return this.quotes.all();
  }

  @Get(':symbol')
  find(@Param('symbol', InstrumentPipe) { symbol }: Instrument): Tick {
    const quote = this.quotes.of(symbol);
    if (quote === undefined) {
      throw new NotFoundException(`there is no quote of ${symbol} yet`);
    }
    return quote;
  }
}
