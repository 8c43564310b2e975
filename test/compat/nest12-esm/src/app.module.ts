import { Module } from '@nestjs/common';
import { ExpvarModule } from 'nestjs-expvar';
import { OrdersModule } from './orders.module.js';
import { QuotesController } from './quotes.controller.js';
import { QuotesService } from './quotes.service.js';

@Module({
  imports: [ExpvarModule.forRoot({ http: true }), OrdersModule],
  controllers: [QuotesController],
  providers: [QuotesService],
})
export class AppModule {}
