import { Controller, Get } from '@nestjs/common';
import { QuotesService } from './quotes.service.js';

@Controller('quotes')
export class QuotesController {
  constructor(private readonly quotes: QuotesService) {}

  @Get()
  count(): { count: number } {
    return { count: this.quotes.size };
  }
}
