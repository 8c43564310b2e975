import { Module } from '@nestjs/common';
import { DEFAULT_FEED_OPTIONS, FEED_OPTIONS } from './feed-options.js';
import { KlinesController } from './klines.controller.js';
import { KlinesService } from './klines.service.js';
import { QuotesController } from './quotes.controller.js';
import { QuotesFeed } from './quotes.feed.js';
import { QuotesService } from './quotes.service.js';

@Module({
  controllers: [QuotesController, KlinesController],
  providers: [
    QuotesService,
    KlinesService,
    QuotesFeed,
    { provide: FEED_OPTIONS, useValue: DEFAULT_FEED_OPTIONS },
  ],
  exports: [KlinesService],
})
export class QuotesModule {}
