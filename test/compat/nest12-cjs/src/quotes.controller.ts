import { Controller, Get } from '@nestjs/common';
import { Timed } from 'nestjs-expvar';
import { QuotesService } from './quotes.service';

@Controller('quotes')
export class QuotesController {
  constructor(private readonly quotes: QuotesService) {}

  @Timed()
  @Get()
  count(): { count: number } {
    return { count: this.quotes.size };
  }
}
