import { Module } from '@nestjs/common';
import { ExpvarModule } from 'nestjs-expvar';
import { OrdersModule } from './orders.module';
import { QuotesController } from './quotes.controller';
import { QuotesService } from './quotes.service';

@Module({
  imports: [ExpvarModule.forRoot({ http: true }), OrdersModule],
  controllers: [QuotesController],
  providers: [QuotesService],
})
export class AppModule {}
