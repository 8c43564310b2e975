import {
  type MiddlewareConsumer,
  Module,
  type NestModule,
} from '@nestjs/common';
import { QuotesModule } from '../quotes/quotes.module.js';
import { GcMonitor } from './gc.monitor.js';
import { KlinesMonitor } from './klines.monitor.js';
import { ProcessMonitor } from './process.monitor.js';
import { RequestsMiddleware } from './requests.middleware.js';
import { RequestsService } from './requests.service.js';

@Module({
  imports: [QuotesModule],
  providers: [ProcessMonitor, GcMonitor, KlinesMonitor, RequestsService],
})
export class MonitorModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(RequestsMiddleware).forRoutes('{*path}');
  }
}
