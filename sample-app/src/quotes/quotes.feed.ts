import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Timed } from 'nestjs-expvar';
import { FEED_OPTIONS, type FeedOptions } from './feed-options.js';
import { INSTRUMENTS } from './instrument.js';
import { KlinesService } from './klines.service.js';
import { QuotesService } from './quotes.service.js';
import { RandomWalk } from './random-walk.js';
import { SeededRandom } from './seeded-random.js';

/** Stands in for an exchange: invents a trade of every instrument per tick. */
@Injectable()
export class QuotesFeed
  implements OnApplicationBootstrap, OnApplicationShutdown
{
  private readonly walks: readonly RandomWalk[];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly quotes: QuotesService,
    private readonly klines: KlinesService,
    @Inject(FEED_OPTIONS) private readonly options: FeedOptions,
  ) {
    const random = new SeededRandom(options.seed);
    this.walks = INSTRUMENTS.map(
      (instrument) => new RandomWalk(instrument, random),
    );
  }

  onApplicationBootstrap(): void {
    const { intervalMs } = this.options;
    if (intervalMs !== undefined) {
      // At once, so that there are quotes before the first request comes in.
      this.tick();
      this.timer = setInterval(() => this.tick(), intervalMs);
    }
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** @param time in milliseconds since the Unix epoch */
  @Timed({ window: 60, description: 'Ticks of the feed, of all instruments' })
  tick(time = Date.now()): void {
    for (const walk of this.walks) {
      const tick = walk.next(time);
      this.quotes.record(tick);
      this.klines.record(tick);
    }
  }
}
