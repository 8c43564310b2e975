import { Module } from '@nestjs/common';
import { ExpvarModule } from 'nestjs-expvar';
import { MonitorModule } from './monitor/monitor.module.js';
import { QuotesModule } from './quotes/quotes.module.js';

@Module({
  imports: [ExpvarModule.forRoot({ http: true }), QuotesModule, MonitorModule],
})
export class AppModule {}
