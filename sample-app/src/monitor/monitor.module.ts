import {
  type MiddlewareConsumer,
  Module,
  type NestModule,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { QuotesModule } from '../quotes/quotes.module.js';
import { countFastifyRequests } from './count-fastify-requests.js';
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
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly requests: RequestsService,
  ) {}

  configure(consumer: MiddlewareConsumer): void {
    const { httpAdapter } = this.adapterHost;
    if (httpAdapter instanceof FastifyAdapter) {
      countFastifyRequests(httpAdapter, this.requests);
    } else {
      consumer.apply(RequestsMiddleware).forRoutes('{*path}');
    }
  }
}
