import { Module } from '@nestjs/common';
import { QuotesModule } from '../quotes/quotes.module.js';
import { GcMonitor } from './gc.monitor.js';
import { KlinesMonitor } from './klines.monitor.js';
import { ProcessMonitor } from './process.monitor.js';

@Module({
  imports: [QuotesModule],
  providers: [ProcessMonitor, GcMonitor, KlinesMonitor],
})
export class MonitorModule {}
