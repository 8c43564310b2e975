import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { InjectVar, type IntVar } from 'nestjs-expvar';

@Injectable()
export class OrdersService implements OnApplicationShutdown {
  constructor(@InjectVar('orders') private readonly orders: IntVar) {
    this.orders.add(2);
  }

  onApplicationShutdown(): void {
    console.log(`closed after ${this.orders.value} orders`);
  }
}
