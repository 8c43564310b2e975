import { Module } from '@nestjs/common';
import { ExpvarModule } from 'nestjs-expvar';
import { OrdersService } from './orders.service';

@Module({
  imports: [ExpvarModule.forFeature([{ name: 'orders', type: 'int' }])],
  providers: [OrdersService],
})
export class OrdersModule {}
